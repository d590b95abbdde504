"""Hearing: how clearly each key point was heard, what landed best, and what to work on first."""

from collections.abc import Sequence
from enum import StrEnum

from server.domain.grade import Flag, PointLine, Verdict
from server.domain.rubric import DEPTHS


class Heard(StrEnum):
    """Only what was heard clearly is praised; what was heard faintly is asked for more plainly."""

    CLEARLY = "clearly"
    HALF = "half"
    FAINTLY = "faintly"
    NOT = "not"


FAINTEST = 0.35
"""A credit below this is a guess: its quote proves nothing to the person who said it, so it is not repeated."""

GUESSED = 0.45
"""A credit below this is worth a question to the person who said it, not a place in what they should say instead."""

HALFWAY = 0.5

LEAST_LOST = 5.0
"""A point that was heard faintly is one to work on only where it lost this many points or more."""


def heard(line: PointLine) -> Heard:
    """How clearly this point was heard."""
    if line.credit < FAINTEST or not line.evidence:
        return Heard.NOT
    if line.credit < HALFWAY or Flag.UNSURE in line.flags:
        return Heard.FAINTLY
    return Heard.CLEARLY if line.verdict is Verdict.COVERED else Heard.HALF


def best_landed(lines: Sequence[PointLine]) -> list[PointLine]:
    """Every point that landed, the best first: all of it before half of it, heavy before light."""
    landed = [line for line in lines if heard(line) in (Heard.CLEARLY, Heard.HALF)]
    return sorted(landed, key=lambda line: (heard(line) is Heard.HALF, -line.possible))


def best_faint(lines: Sequence[PointLine]) -> list[PointLine]:
    """Every point heard only faintly, the clearest first."""
    faint = [line for line in lines if heard(line) is Heard.FAINTLY]
    return sorted(faint, key=lambda line: (-line.credit, -line.possible))


def heaviest_miss(lines: Sequence[PointLine], lead_with: str = "") -> PointLine | None:
    """The point to work on first: the one that loses most, of those that did not land.

    Among equals it is the one to lead with, then the one that lies nearest the surface.
    """
    missed = [line for line in lines if line.credit == 0 or _is_open(line)]

    def lost(line: PointLine) -> tuple[float, bool, int]:
        return -round(line.possible - line.earned), line.id != lead_with, DEPTHS.index(line.depth)

    return min(missed, key=lost, default=None)


def _is_open(line: PointLine) -> bool:
    return heard(line) is not Heard.CLEARLY and line.possible - line.earned >= LEAST_LOST
