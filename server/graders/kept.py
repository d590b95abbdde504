"""Kept: what of a rubric a model's own words may not tell a candidate, recognised by runs of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from server.domain.evidence import ECHO_RUN, words
from server.domain.rubric import Rubric

NOTE_RUN = 6
"""A remark is one sentence of the model's own: so many words in a row that the rubric has too are the rubric's."""

SUSPICIOUS = 3
"""So many words in a row are how a run may begin; two are common speech."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Runs of `length` words that may not be said."""

    length: int
    runs: frozenset[Run]

    def is_told_by(self, text: str) -> bool:
        """Whether a text says one of them."""
        return any(run in self.runs for run in _runs(text, self.length))

    @property
    def beginnings(self) -> frozenset[Run]:
        """The first SUSPICIOUS or more words of each run."""
        return _beginnings(self.runs)


NOTHING_KEPT = Kept(ECHO_RUN, frozenset())


def kept_from_remarks(rubric: Rubric, answer: str) -> Kept:
    """All that the rubric knows of the content, but for what the question says and the candidate said."""
    return _kept(NOTE_RUN, (*_known(rubric), *_hints(rubric)), (rubric.ask,), answer)


def kept_from_feedback(rubric: Rubric, answer: str) -> Kept:
    """The paraphrases listened for and the follow-up questions. The rest stands in the report after grading anyway."""
    return _kept(ECHO_RUN, tuple(_hints(rubric)), (rubric.ask, *_known(rubric)), answer)


@lru_cache(maxsize=16)
def runs_of(texts: tuple[str, ...]) -> frozenset[Run]:
    """Each run of ECHO_RUN words of these texts; worked out once for each set of instructions."""
    return frozenset(run for text in texts for run in _runs(text, ECHO_RUN))


@lru_cache(maxsize=32)
def _beginnings(runs: frozenset[Run]) -> frozenset[Run]:
    return frozenset(run[:length] for run in runs for length in range(SUSPICIOUS, len(run) + 1))


def _kept(length: int, hidden: tuple[str, ...], shown: tuple[str, ...], answer: str) -> Kept:
    runs, said = _hidden(length, hidden, shown), set(_runs(answer, length))
    # The same set again where the candidate said nothing of it, so that its beginnings are worked out once as well.
    return Kept(length, runs if runs.isdisjoint(said) else runs - said)


@lru_cache(maxsize=32)
def _hidden(length: int, hidden: tuple[str, ...], shown: tuple[str, ...]) -> frozenset[Run]:
    free = {run for text in shown for run in _runs(text, length)}
    return frozenset(run for text in hidden for run in _runs(text, length)) - free


def _known(rubric: Rubric) -> Iterator[str]:
    yield rubric.model_answer
    for point in rubric.key_points:
        yield from (point.says, point.because, point.spoken)
    for belief in rubric.misconceptions:
        yield from (belief.claims, belief.because)


def _hints(rubric: Rubric) -> Iterator[str]:
    for line in (*rubric.key_points, *rubric.misconceptions):
        yield from (*line.cues, line.probe)


def _runs(text: str, length: int) -> Iterator[Run]:
    said = words(text)
    return (tuple(said[at : at + length]) for at in range(len(said) - length + 1))
