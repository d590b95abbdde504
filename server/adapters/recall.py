"""Recall by FSRS, the open spaced-repetition scheduler: each review moves the day on which to ask again."""

from collections.abc import Sequence
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from server.domain.knowledge import Recalled, Review

RATINGS = {Recalled.WELL: Rating.Good, Recalled.PARTLY: Rating.Hard, Recalled.NOT: Rating.Again}

LONGEST_DAYS = 180
"""An interview is prepared for in weeks, so nothing is put off for longer than half a year."""


class FsrsRecall:
    """FSRS 6 with its published weights, aiming at 90 % recall.

    Its minute-long learning steps are left out, because the same question within one sitting shows what was just
    read, not what is known; its fuzz is off, so that the same reviews give the same day.
    """

    def __init__(self) -> None:
        self._scheduler = Scheduler(
            desired_retention=0.9,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST_DAYS,
            enable_fuzzing=False,
        )

    def due_at(self, reviews: Sequence[Review]) -> datetime:
        # The id is given because the library would otherwise make one from the time of day.
        card = Card(card_id=0, due=reviews[0].at)
        for review in reviews:
            card, _ = self._scheduler.review_card(card, RATINGS[review.recalled], review.at)
        return card.due
