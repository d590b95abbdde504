"""Attempts: which ones count, and what changed point by point between two."""

import pytest

from server.domain.attempt import Change, change_of, difference
from server.domain.grade import Graded, Verdict
from tests.attempt_fixture import attempt


def grade_of(*credits: float, held: bool = False) -> Graded:
    graded = attempt(*credits, held=held).graded
    assert graded is not None
    return graded


def test_only_an_unprompted_graded_answer_counts() -> None:
    estimate = grade_of(1, 1, 1).model_copy(update={"estimate": True})
    assert attempt(1, 0, 0).counts
    assert not attempt(1, 0, 0, first=False).counts
    assert not attempt().counts
    assert not attempt(graded=estimate).counts


def test_every_point_is_told_by_what_became_of_it() -> None:
    found = difference(attempt(1, 0, 0), grade_of(0.5, 1, 0))
    assert found is not None
    assert [point.change for point in found.points] == [Change.LOST, Change.GAINED, Change.STILL_MISSING]
    assert (found.points[0].before, found.points[0].after) == (Verdict.COVERED, Verdict.PARTIAL)
    assert (found.before.technical, found.after.technical) == (50, 58.3)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Verdict.PARTIAL, Verdict.PARTIAL, Change.KEPT),
        (Verdict.CONTRADICTED, Verdict.MISSED, Change.GAINED),
        (Verdict.MISSED, Verdict.CONTRADICTED, Change.LOST),
        (None, Verdict.COVERED, Change.NEW),
    ],
)
def test_changes_by_verdict(before: Verdict | None, after: Verdict, change: Change) -> None:
    assert change_of(before, after) is change


def test_a_belief_that_was_given_up_is_told_and_one_never_held_is_not() -> None:
    found = difference(attempt(1, 1, 1, held=True), grade_of(1, 1, 1))
    assert found is not None
    assert [(belief.id, belief.before, belief.after) for belief in found.beliefs] == [("cold-air", True, False)]


def test_grades_of_different_graders_or_rubrics_are_not_comparable() -> None:
    same = grade_of(1, 1, 1)
    other = same.model_copy(update={"provenance": same.provenance.model_copy(update={"grader_version": "2"})})
    assert [difference(attempt(0, 0, 0), one).comparable for one in (same, other)] == [True, False]


def test_there_is_no_difference_to_what_was_not_graded() -> None:
    assert difference(attempt(), grade_of(1, 1, 1)) is None
