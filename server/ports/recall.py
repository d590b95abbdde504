"""Recall: when something said before should be asked about again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from server.domain.knowledge import Review


class Recall(Protocol):
    def due_at(self, reviews: Sequence[Review]) -> datetime:
        """When to ask again after these reviews (at least one, oldest first). The same reviews give the same time."""
        ...
