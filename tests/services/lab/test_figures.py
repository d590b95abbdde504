"""What a run comes to, overall, by kind and by topic, and which answers are furthest off."""

import pytest

from server.domain.grade import Reason
from server.services.lab.figures import by_kind, by_topic, overall, sums_of, worst
from server.services.lab.run import Run
from tests.lab_fixture import TEA, WHY, a_run


def lost(run: Run) -> Run:
    """The same run, its first answer not graded."""
    first, *rest = run.results
    failed = first.model_copy(update={"judged": None, "reason": Reason.MODEL_BUSY})
    return run.model_copy(update={"results": (failed, *rest)})


def test_a_grader_that_says_what_the_marks_say_agrees_perfectly() -> None:
    found = overall(a_run())
    assert {found[name].value for name in ("r", "order", "qwk", "exact", "point_f1", "held_recall")} == {1}
    assert found["mae"] == (0, 0, 0)


def test_parts_say_how_many_and_how_far_off() -> None:
    parts = {part.name: part for part in by_kind(a_run(right=False))}
    strong = parts["strong"]
    assert (list(parts), strong.answers, strong.graded) == (["strong", "partial", "wrong"], 2, 0)
    assert strong.bias.value == pytest.approx(-strong.marked)
    assert [part.name for part in by_topic(a_run())] == ["kettles", "tea"]


def test_the_worst_come_first() -> None:
    assert [one.case.id for one in worst(a_run(right=False), 3)] == [f"{WHY}#1", f"{TEA}#1", f"{WHY}#2"]


def test_what_is_not_graded_is_in_no_figure() -> None:
    run = lost(a_run())
    assert sum(sums[0] for sums in sums_of(run.results).values()) == 5
    assert sum(part.answers for part in by_kind(run)) == 5
    assert len(worst(run, 10)) == 5
