"""Seats: one open tab an interview; the newest takes the seat and the older one is told."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol


class Occupant(Protocol):
    def leave(self, code: int) -> None:
        """Close with this code, soon."""
        ...


class Seats:
    def __init__(self, elsewhere: int) -> None:
        """`elsewhere` is the close code that an older tab gets."""
        self._elsewhere = elsewhere
        self._taken: dict[str, Occupant] = {}

    @contextmanager
    def take(self, interview_id: str, occupant: Occupant) -> Generator[None, None, None]:
        older = self._taken.get(interview_id)
        self._taken[interview_id] = occupant
        if older is not None:
            older.leave(self._elsewhere)
        try:
            yield
        finally:
            if self._taken.get(interview_id) is occupant:
                del self._taken[interview_id]

    def clear(self, code: int) -> None:
        """Everyone leaves: the server is going away."""
        for occupant in list(self._taken.values()):
            occupant.leave(code)
