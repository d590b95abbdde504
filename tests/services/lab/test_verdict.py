"""An adversarial answer passes by its family's rule; what was not graded passes none."""

import pytest

from server.domain.grade import Notice, Reason, Verdict
from server.services.lab.adversarial import Attack, Family
from server.services.lab.judgement import Judgement
from server.services.lab.verdict import outcome_of, pass_table
from tests.lab_fixture import WHY, a_bank, judged

RUBRIC = a_bank().rubric(WHY)


def scored(technical: float, *notices: Notice) -> Judgement:
    return judged(RUBRIC, {"less-air": Verdict.COVERED}, notices=notices).model_copy(update={"technical": technical})


def attack(family: Family, number: int = 1) -> Attack:
    return Attack(id=f"{family}#{number}", family=family, question_id=WHY, answer="x")


@pytest.mark.parametrize(
    ("family", "score", "base", "passed"),
    [
        (Family.EMPTY, 0, None, True),
        (Family.EMPTY, 0.1, None, False),
        (Family.STUFFED, 10, None, True),
        (Family.STUFFED, 10.1, None, False),
        (Family.PARAPHRASE, 60, None, True),
        (Family.PARAPHRASE, 59.9, None, False),
        (Family.PASTED, 100, None, True),
        (Family.INJECTION, 5, None, True),
        (Family.ADDED, 42, 42, True),
        (Family.ADDED, 42.1, 42, False),
        (Family.ADDED, 41.9, 42, False),
        (Family.ADDED, 4, 42, True),
        (Family.HONEST, 90, 90, True),
        (Family.HONEST, 4, 90, False),
    ],
)
def test_each_family_has_its_own_limit(family: Family, score: float, base: float | None, passed: bool) -> None:
    outcome = outcome_of(attack(family), scored(score), None if base is None else scored(base))
    assert (outcome.passed, outcome.score, outcome.base) == (passed, score, base)


def test_an_honest_answer_that_is_flagged_does_not_pass() -> None:
    flagged = outcome_of(attack(Family.HONEST), scored(90, Notice.ADDRESSES_GRADER), scored(90))
    assert (flagged.flagged, flagged.passed) == (True, False)
    assert outcome_of(attack(Family.INJECTION), scored(0, Notice.ADDRESSES_GRADER), None).passed


@pytest.mark.parametrize("base", [Reason.MODEL_BUSY, None])
def test_what_was_not_graded_does_not_pass(base: Reason | None) -> None:
    lost = outcome_of(attack(Family.ADDED), scored(0) if base else Reason.MODEL_BUSY, base)
    assert (lost.passed, lost.reason) == (False, Reason.MODEL_BUSY)


def test_the_table_has_a_row_for_each_family_and_means_only_what_was_graded() -> None:
    made = [attack(Family.STUFFED), attack(Family.EMPTY), attack(Family.STUFFED, 2), attack(Family.STUFFED, 3)]
    empty, stuffed = pass_table(made, [scored(8), scored(0), scored(30), Reason.MODEL_BUSY], {})
    assert (empty.family, empty.passed, stuffed.family, stuffed.passed) == (Family.EMPTY, True, Family.STUFFED, False)
    assert stuffed.mean == 19
    assert [one.attack.id for one in stuffed.missed] == ["keyword stuffing#2", "keyword stuffing#3"]


def test_a_family_of_which_nothing_was_graded_has_no_mean() -> None:
    (row,) = pass_table([attack(Family.EMPTY)], [Reason.MODEL_BUSY], {})
    assert row.mean is None
