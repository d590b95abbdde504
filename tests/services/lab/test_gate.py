"""The gate is missed by a missed must and by nothing else: a figure, a family, a fall below the baseline."""

import pytest

from server.domain.grade import Reason
from server.errors import Invalid
from server.services.lab.adversarial import RULES, Attack, Family
from server.services.lab.gate import LIMITS, Check, checks, outcome_text, passed
from server.services.lab.run import Run
from server.services.lab.verdict import Outcome, Row
from tests.lab_fixture import WHY, a_run

RIGHT, WRONG = a_run(), a_run(right=False)


def row(family: Family, *kept: bool) -> Row:
    made = [Attack(id=f"{family}#{n}", family=family, question_id=WHY, answer="x") for n in range(len(kept))]
    outcomes = [Outcome(one, is_kept, 0 if is_kept else 99) for one, is_kept in zip(made, kept, strict=True)]
    return Row(family, RULES[family], outcomes)


def named(found: list[Check], part: str) -> Check:
    return next(check for check in found if part in check.name)


def test_a_grader_that_agrees_passes() -> None:
    found = checks(RIGHT, [row(Family.EMPTY, True)], RIGHT)
    assert passed(found)
    assert all(check.passed for check in found)


def test_a_grader_that_does_not_agree_misses_and_says_what_it_got() -> None:
    found = checks(WRONG, [], None)
    assert not passed(found)
    assert (named(found, "Pearson's r at least 0.8").got, named(found, "wrong at least 0.9").got) == ("none", "0.000")


def test_a_missed_aim_is_reported_only() -> None:
    found = checks(RIGHT, [row(Family.PARAPHRASE, False)], None)
    assert not named(found, "paraphrase").passed
    assert passed(found)


def test_one_answer_that_earns_too_much_misses_and_is_named() -> None:
    found = checks(RIGHT, [row(Family.STUFFED, True, False)], None)
    assert not passed(found)
    assert (named(found, "stuffing").got, named(found, "stuffing").why) == (
        "1 of 2",
        f"keyword stuffing#1 on {WHY}: 99",
    )


def test_many_answers_are_counted_after_the_first_few() -> None:
    found = checks(RIGHT, [row(Family.STUFFED, *[False] * 9)], None)
    assert named(found, "stuffing").why.endswith("; and 4 more")


def test_an_answer_that_is_not_graded_misses_the_gate() -> None:
    first, *rest = RIGHT.results
    lost = first.model_copy(update={"judged": None, "reason": Reason.MODEL_BUSY})
    found = checks(RIGHT.model_copy(update={"results": (lost, *rest)}), [], None)
    assert not passed(found)
    assert named(found, "every answer").why == f"{WHY}#1 (model_busy)"


def test_a_fall_below_the_baseline_misses_and_a_rise_does_not() -> None:
    assert not named(checks(WRONG, [], RIGHT), "mean distance from the marks has").passed
    assert named(checks(RIGHT, [], WRONG), "mean distance from the marks has").passed


def test_a_baseline_of_other_answers_is_refused() -> None:
    none = Run(header=RIGHT.header, results=())
    with pytest.raises(Invalid, match="shares none"):
        checks(RIGHT, [], none)


def test_an_outcome_says_which_answer_earned_what() -> None:
    made = Attack(id="a#1", family=Family.ADDED, question_id=WHY, answer="x", base="y", way="german")
    assert outcome_text(Outcome(made, False, 50, 40, True)) == f"a#1 (german) on {WHY}: 50, 40 without, flagged"
    lost = Outcome(made, False, None, reason=Reason.MODEL_BUSY)
    assert outcome_text(lost) == f"a#1 (german) on {WHY}: not graded (model_busy)"


def test_musts_are_those_that_the_project_promises() -> None:
    assert {(limit.figure, limit.at) for limit in LIMITS if limit.must} == {("r", 0.80), ("order", 0.90)}
