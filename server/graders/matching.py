"""Matching: how much of each target is heard in each stretch of an answer, and whether it is said or denied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.graders.clauses import Clause
from server.graders.targets import Target

MOST_CLAUSES = 5
MOST_WORDS = 40
MOST_SENTENCES = 2
CLOSE_WORDS = 12
THINNING = 0.006
"""Each word beyond CLOSE_WORDS takes this share off: a long stretch hits a word or two by chance."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive clauses; offsets are code points of the answer."""

    start: int
    end: int
    words: int
    sentence: int
    first: int
    last: int

    @property
    def density(self) -> float:
        return 1 - THINNING * max(0, self.words - CLOSE_WORDS)


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a target a stretch says (`coverage`) and how much of it the stretch turns round (`clash`), 0 to 1."""

    coverage: float
    clash: float


NOTHING = Heard(0.0, 0.0)


def stretches_of(clauses: Sequence[Clause]) -> list[Stretch]:
    """Every run of clauses short enough to be one statement, in order."""
    return list(_runs(clauses))


def _runs(clauses: Sequence[Clause]) -> Iterator[Stretch]:
    for first, opening in enumerate(clauses):
        words = 0
        for last in range(first, min(first + MOST_CLAUSES, len(clauses))):
            closing = clauses[last]
            words += closing.words
            if words > MOST_WORDS or closing.sentence - opening.sentence >= MOST_SENTENCES:
                break
            yield Stretch(opening.start, closing.end, words, opening.sentence, first, last)


def hear(target: Target, clauses: Sequence[Clause], stretches: Sequence[Stretch]) -> list[Heard]:
    """What each stretch says of one target, in the order of the stretches."""
    said, turned = _marks(target, clauses)
    if not any(said) and not any(turned):
        return [NOTHING] * len(stretches)
    weights = list(target.weights.values())
    known: dict[int, float] = {0: 0.0}

    def weigh(marks: int) -> float:
        if marks not in known:
            known[marks] = sum(weight for place, weight in enumerate(weights) if marks >> place & 1) / target.whole
        return known[marks]

    found: list[Heard] = []
    agree = clash = 0
    for stretch in stretches:
        if stretch.first == stretch.last:
            agree = clash = 0
        agree |= said[stretch.last]
        clash |= turned[stretch.last]
        thin = stretch.density
        found.append(Heard(weigh(agree) * thin, weigh(clash & ~agree) * thin) if agree or clash else NOTHING)
    return found


def _marks(target: Target, clauses: Sequence[Clause]) -> tuple[list[int], list[int]]:
    """For each clause, the target's stems (as bits) that it says in the target's sense, and in the opposite one."""
    said = [0] * len(clauses)
    turned = [0] * len(clauses)
    stems = {stem: 1 << place for place, stem in enumerate(target.weights)}
    for at, clause in enumerate(clauses):
        for stem in stems.keys() & clause.said:
            (turned if stem in target.denied else said)[at] |= stems[stem]
        for stem in stems.keys() & clause.denied:
            (said if stem in target.denied else turned)[at] |= stems[stem]
    return said, turned
