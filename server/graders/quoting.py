"""Quoting: what a listener would repeat of an answer to show where something was heard: clauses, not fragments."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from server.domain.evidence import MIN_WORDS
from server.domain.grade import Evidence
from server.graders.voice import LONGEST_QUOTE, quoted

_SENTENCE_END = re.compile(r"[.?!…]+[\"”’')\]]*(?=\s|$)|\n")
_PAUSE = re.compile(r"[,;:–—](?=\s|$)|\s-\s|\s[–—]")
_CLOSING = re.compile(r"[)\]}\"”’'`]+")
_JOINED = re.compile(r"(?:(?:and|so|but|because|then|well|um|uh|oh|erm|hm),? )+", re.IGNORECASE)
_JOINING = frozenset(("and", "so", "but", "or", "then", "and then", "because", "which", "that", "well", "like"))
"""A quote is not begun earlier for one of these alone, and one that begins with a word of _JOINED begins after it."""


class Passage(NamedTuple):
    """A stretch of an answer, `answer[start:end]`; `shown` is it in quotation marks, safe to show."""

    start: int
    end: int
    shown: str

    def shares(self, others: Sequence["Passage"]) -> bool:
        """Whether any word of it stands in one of these, too."""
        return any(self.start < other.end and other.start < self.end for other in others)


def passage(answer: str, found: Evidence) -> Passage:
    """The clauses around this evidence; of several sentences that are too long together, the longest."""
    start, end = _widened(answer, found.start, found.end)
    parts = list(_parts(answer, start, end))
    if len(parts) > 1 and _count(answer[slice(*parts[0])]) < MIN_WORDS:
        start = parts[1][0]
    if len(parts) > 1 and _count(answer[start:end]) > LONGEST_QUOTE:
        start, end = max(parts, key=lambda part: (_count(answer[part[0] : part[1]]), -part[0]))
    end = _shortened(answer, start, end)
    joined = _JOINED.match(answer, start, end)
    start = joined.end() if joined and _count(answer[joined.end() : end]) >= MIN_WORDS else start
    return Passage(start, end, quoted(answer[start:end]))


def _parts(answer: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch cut where its sentences end; each part without the stop."""
    ends = [match for match in _SENTENCE_END.finditer(answer) if start < match.start() < end]
    edges = [start, *(match.end() for match in ends), end]
    stops = [*(match.start() for match in ends), end]
    for (left, _), stop in zip(pairwise(edges), stops, strict=True):
        if answer[left:stop].strip():
            yield left + len(answer[left:stop]) - len(answer[left:stop].lstrip()), stop


def _widened(answer: str, start: int, end: int) -> tuple[int, int]:
    """Out to the pauses around it, as far as it stays short enough to repeat."""
    closing = _CLOSING.match(answer, end)
    end = closing.end() if closing else end
    start = _begun(answer, start, end)
    stop = _SENTENCE_END.search(answer, end)
    right = stop.start() if stop else len(answer)
    right = min([right, *[match.start() for match in _pauses(answer, start, right) if match.start() >= end]])
    if _count(answer[start:right]) <= LONGEST_QUOTE:
        end = right
    return start, len(answer[:end].rstrip())


def _begun(answer: str, start: int, end: int) -> int:
    """The pause before it, or else the one after a beginning that is cut off and too short to say anything."""
    sentence = max((match.end() for match in _SENTENCE_END.finditer(answer, 0, start)), default=0)
    left = max([sentence, *[match.end() for match in _pauses(answer, sentence, start)]])
    left += len(answer[left:start]) - len(answer[left:start].lstrip())
    if answer[left:start].strip().lower() in _JOINING:
        return start
    if _count(answer[left:end]) <= LONGEST_QUOTE:
        return left
    pause = next(_pauses(answer, start, end), None)
    cut_off = pause is not None and left < start and _count(answer[start : pause.start()]) < MIN_WORDS
    return pause.end() + 1 if pause and cut_off else start


def _shortened(answer: str, start: int, end: int) -> int:
    """Where to end instead: at the last pause that keeps it short, if it is too long to repeat."""
    if _count(answer[start:end]) <= LONGEST_QUOTE:
        return end
    pauses = [match.start() for match in _pauses(answer, start, end)]
    kept = [at for at in pauses if LONGEST_QUOTE // 3 <= _count(answer[start:at]) <= LONGEST_QUOTE]
    return kept[-1] if kept else end


def _pauses(answer: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The pauses of a stretch, those inside brackets left out: what stands between brackets is said in one go."""
    for match in _PAUSE.finditer(answer, start, end):
        before = answer[start : match.start()]
        if sum(map(before.count, "([{")) <= sum(map(before.count, ")]}")):
            yield match


def _count(text: str) -> int:
    return len(text.split())
