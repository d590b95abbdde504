"""Marks: the words of an answer that its grade quotes, laid over the answer's text."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from server.domain.event import GradedData
from server.domain.grade import Evidence, Verdict

Kind = Literal["covered", "partial", "held"]


_GRAVEST_FIRST: tuple[Kind, ...] = ("held", "covered", "partial")


class Mark(NamedTuple):
    """Words that a line of the score sheet quotes. Offsets are code points; `label` is the line's, as shown."""

    start: int
    end: int
    kind: Kind
    label: str


class Segment(NamedTuple):
    """A stretch of text under the same marks. `labels` are those of the marks that end with it."""

    text: str
    kind: Kind | None
    labels: tuple[str, ...]


def letter(place: int) -> str:
    """a, b, ... z, a1, b1, ...: how held misconceptions and other errors are labelled; key points have numbers."""
    round_, index = divmod(place, 26)
    return "abcdefghijklmnopqrstuvwxyz"[index] + (str(round_) if round_ else "")


def marks_of(grade: GradedData | None) -> list[Mark]:
    """What a grade quotes for its key points, held misconceptions and other errors."""
    if grade is None:
        return []
    marks = [
        _mark(evidence, "covered" if line.verdict is Verdict.COVERED else "partial", str(number))
        for number, line in enumerate(grade.lines.points, start=1)
        if line.verdict in (Verdict.COVERED, Verdict.PARTIAL)
        for evidence in line.evidence
    ]
    wrong = [line.evidence for line in grade.lines.misconceptions]
    wrong += [(error.evidence,) for error in grade.lines.errors]
    marks += [_mark(one, "held", letter(place)) for place, quotes in enumerate(wrong) for one in quotes]
    return marks


def segments(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """The text cut wherever a mark starts or ends; put together again, the segments are the text."""
    held = [mark for mark in marks if mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in held), *(mark.end for mark in held)})
    return [_segment(text, start, end, held) for start, end in pairwise(cuts)]


def _segment(text: str, start: int, end: int, marks: Sequence[Mark]) -> Segment:
    over = [mark for mark in marks if mark.start <= start and mark.end >= end]
    kind: Kind | None = next((kind for kind in _GRAVEST_FIRST if any(mark.kind == kind for mark in over)), None)
    labels = dict.fromkeys(mark.label for mark in over if mark.end == end)
    return Segment(text[start:end], kind, tuple(labels))


def _mark(evidence: Evidence, kind: Kind, label: str) -> Mark:
    return Mark(evidence.start, evidence.end, kind, label)
