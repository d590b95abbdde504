"""A run is frozen, says who graded what, and scores only what was graded."""

import pytest

from server.domain.grade import Reason, Verdict
from server.errors import Invalid
from server.services.lab.labelled import Labelled, from_bank
from server.services.lab.run import compared, make_run, read_run, result_of
from tests.lab_fixture import WHY, a_bank, a_run, header, judged

BANK = a_bank()
RUBRIC = BANK.rubric(WHY)
STRONG = from_bank(BANK)[0]


def test_a_run_is_read_as_it_was_written() -> None:
    run = a_run(BANK)
    assert read_run(run.model_dump_json().encode(), "f") == run
    assert len(run.graded) == 6
    assert run.not_graded == []


@pytest.mark.parametrize("text", [b"", b"{}", b'{"header": {"format": "viva-lab-run-9"}, "results": []}'])
def test_another_file_is_refused(text: bytes) -> None:
    with pytest.raises(Invalid, match="f: expected a run that `viva lab run --out` wrote"):
        read_run(text, "f")


def test_what_was_not_graded_has_a_reason_and_no_score() -> None:
    run = make_run(header(BANK), {WHY: RUBRIC}, [STRONG], [Reason.MODEL_BUSY])
    (lost,) = run.not_graded
    assert (lost.judged, lost.error, lost.reason, run.graded, run.tokens) == (None, None, Reason.MODEL_BUSY, [], 0)


def test_every_point_has_a_mark_beside_its_verdict() -> None:
    one = compared(result_of(RUBRIC, STRONG, judged(RUBRIC, {"less-air": Verdict.PARTIAL}, held=["colder-air"])))
    assert one.points == (
        (Verdict.COVERED, Verdict.MISSED),
        (Verdict.COVERED, Verdict.PARTIAL),
        (Verdict.PARTIAL, Verdict.MISSED),
        (Verdict.MISSED, Verdict.MISSED),
    )
    assert one.held == ((False, True), (False, False), (False, False))
    assert (one.question, one.rank, one.levels) == (WHY, 2, ((4, 2),))


def test_an_answer_without_marked_phrasing_is_not_compared_on_it() -> None:
    bare = Labelled(id="x", question_id=WHY, answer="Less air.")
    result = result_of(RUBRIC, bare, judged(RUBRIC))
    assert result.phrasing is None
    assert compared(result).levels == ()


def test_points_that_only_one_side_knows_are_left_out() -> None:
    known = judged(RUBRIC)
    fewer = known.model_copy(update={"points": {"less-air": known.points["less-air"]}})
    assert len(compared(result_of(RUBRIC, STRONG, fewer)).points) == 1
