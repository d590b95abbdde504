"""Recall by FSRS: intervals grow with what is remembered, shrink with what is not, and are the same every time."""

from datetime import timedelta

import pytest

from server.adapters.recall import LONGEST_DAYS, FsrsRecall
from server.domain.knowledge import Recalled, Review
from tests.attempt_fixture import MONDAY


def days(*recalled: Recalled, apart: int = 3) -> int:
    """After how many days these reviews ask again, counted from the last."""
    reviews = [Review(at=MONDAY + timedelta(days=apart * n), recalled=one) for n, one in enumerate(recalled)]
    return (FsrsRecall().due_at(reviews) - reviews[-1].at).days


def test_what_was_missed_comes_back_tomorrow_and_what_was_said_later() -> None:
    assert days(Recalled.NOT) == 1
    assert days(Recalled.PARTLY) <= days(Recalled.WELL)
    assert days(Recalled.WELL) < days(Recalled.WELL, Recalled.WELL)


def test_forgetting_shortens_the_wait() -> None:
    assert days(Recalled.WELL, Recalled.WELL, Recalled.NOT) < days(Recalled.WELL, Recalled.WELL)


def test_nothing_is_put_off_for_more_than_half_a_year() -> None:
    assert days(*[Recalled.WELL] * 8, apart=60) == LONGEST_DAYS


@pytest.mark.parametrize("recalled", Recalled)
def test_the_same_reviews_give_the_same_day(recalled: Recalled) -> None:
    assert days(recalled, recalled) == days(recalled, recalled)
