"""Recall by FSRS, the open spaced-repetition scheduler: each review moves the day on which to ask again."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from server.domain.knowledge import Recalled, Review

if TYPE_CHECKING:
    from fsrs import Scheduler

RATINGS = {Recalled.WELL: 3, Recalled.PARTLY: 2, Recalled.NOT: 1}
"""FSRS calls these good, hard and again."""

LONGEST_DAYS = 180
"""An interview is prepared for in weeks, so nothing is put off for longer than half a year."""


class FsrsRecall:
    """FSRS 6 with its published weights, aiming at 90 % recall.

    Its minute-long learning steps are left out, because the same question within one sitting shows what was just
    read, not what is known; its fuzz is off, so that the same reviews give the same day.
    """

    def due_at(self, reviews: Sequence[Review]) -> datetime:
        from fsrs import Card, Rating

        # The id is given because the library would otherwise make one from the time of day.
        card = Card(card_id=0, due=reviews[0].at)
        for review in reviews:
            card, _ = self._scheduler.review_card(card, Rating(RATINGS[review.recalled]), review.at)
        return card.due

    @cached_property
    def _scheduler(self) -> "Scheduler":
        from fsrs import Scheduler  # 45 ms that a start need not pay

        return Scheduler(
            desired_retention=0.9,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST_DAYS,
            enable_fuzzing=False,
        )
