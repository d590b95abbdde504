"""Matching: how much of each target is heard in each stretch of an answer, and whether it is said or denied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from server.graders.calibration import DISPUTED, EQUIVALENT, FEWEST_STEMS
from server.graders.clauses import Clause
from server.graders.stems import idf, known
from server.graders.targets import Target, Targets

MOST_CLAUSES = 5
MOST_WORDS = 40
MOST_SENTENCES = 2
CLOSE_WORDS = 12
TELLING_STEMS = 2
READABLE = 0.25
THINNING = 0.006
"""Each word beyond CLOSE_WORDS takes this share off: a long stretch hits a word or two by chance."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive clauses; offsets are code points of the answer."""

    start: int
    end: int
    words: int
    sentence: int
    until: int
    first: int
    last: int

    @property
    def sentences(self) -> range:
        return range(self.sentence, self.until + 1)

    @property
    def density(self) -> float:
        return 1 - THINNING * max(0, self.words - CLOSE_WORDS)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stretch says of a target, as shares of the target, 0 to 1.

    `coverage` is said in the target's sense and `clash` the other way round; `negated` is the part of the clash that
    stands under a negation, `own` the part of the coverage that is the target's own, `stems` how many are
    covered. No more than DISPUTED is covered by fewer than FEWEST_STEMS stems, nor where a target is a denial and the
    stretch denies nothing of it, unless a wording without any denial is heard as clearly as EQUIVALENT.
    """

    coverage: float
    clash: float
    negated: float
    own: float
    stems: int


NOTHING = Heard(0.0, 0.0, 0.0, 0.0, 0)


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
            yield Stretch(opening.start, closing.end, words, opening.sentence, closing.sentence, first, last)


def hear(target: Target, clauses: Sequence[Clause], stretches: Sequence[Stretch]) -> list[Heard]:
    """What each stretch says of one target, in the order of the stretches."""
    marks = _marks(target, clauses)
    weights = list(target.weights.values())
    known: dict[int, float] = {0: 0.0}

    def weigh(marks: int) -> float:
        if marks not in known:
            known[marks] = sum(weight for place, weight in enumerate(weights) if marks >> place & 1) / target.whole
        return known[marks]

    own, denied = _bits(target, target.own), _bits(target, target.denied)
    found: list[Heard] = []
    agree = clash = negated = 0
    for stretch in stretches:
        said, turned, under = marks[stretch.last]
        if stretch.first == stretch.last:
            agree = clash = negated = 0
        agree, clash, negated = agree | said, clash | turned, negated | under
        if not agree and not clash:
            found.append(NOTHING)
            continue
        thin = stretch.density
        coverage = weigh(agree) * thin
        stems = agree.bit_count()
        if stems < FEWEST_STEMS or (target.negative and not agree & denied and (denied or coverage < EQUIVALENT)):
            coverage = min(coverage, DISPUTED)
        found.append(Heard(coverage, weigh(clash & ~agree) * thin, weigh(negated & ~agree), weigh(agree & own), stems))
    return found


def said_anywhere(target: Target, clauses: Sequence[Clause]) -> float:
    """How much of a target an answer says in its sense, its clauses taken together; one stem in a clause is nothing."""
    said = [_agreed(target, clause) for clause in clauses]
    heard = frozenset[str]().union(*(one for one in said if len(one) >= TELLING_STEMS))
    return sum(weight for stem, weight in target.weights.items() if stem in heard) / target.whole


def mentioned(target: Target, clauses: Sequence[Clause]) -> float:
    """How much of a target's own weight an answer speaks of at all, whatever the sense, however few words at a time."""
    heard = frozenset[str]().union(*(clause.spoken for clause in clauses))
    return sum(weight for stem, weight in target.weights.items() if stem in heard) / (sum(target.weights.values()) or 1)


def _agreed(target: Target, clause: Clause) -> frozenset[str]:
    """The stems that a clause speaks and means as the target does."""
    stems = target.weights.keys() & clause.spoken
    return frozenset(stem for stem in stems if stem in (clause.denied if stem in target.denied else clause.said))


def share_of(targets: Targets, clauses: Iterable[Clause]) -> float:
    """Of what these clauses tell beyond the question, the share in words of the key points; 0 where that is nothing."""
    told = sorted({stem for clause in clauses for stem in clause.spoken} - targets.asked)
    whole = sum(map(idf, told))
    return sum(idf(stem) for stem in told if stem in targets.subject) / whole if whole else 0.0


def unreadable(targets: Targets, clauses: Iterable[Clause]) -> set[int]:
    """The numbers of the sentences of which less than READABLE is in words that are known or that the rubric has.

    Another language, or a code.
    """
    stems: dict[int, list[str]] = {}
    for clause in clauses:
        stems.setdefault(clause.sentence, []).extend(clause.spoken)
    own = targets.subject | targets.asked
    return {
        number for number, said in stems.items() if sum(one in own or known(one) for one in said) < READABLE * len(said)
    }


def _bits(target: Target, stems: frozenset[str]) -> int:
    return sum(1 << place for place, stem in enumerate(target.weights) if stem in stems)


def _marks(target: Target, clauses: Sequence[Clause]) -> list[tuple[int, int, int]]:
    """For each clause, the target's stems (as bits): said in its sense, in the opposite one, and under a negation."""
    stems = {stem: 1 << place for place, stem in enumerate(target.weights)}
    found: list[tuple[int, int, int]] = []
    for clause in clauses:
        said = turned = negated = 0
        for stem in stems.keys() & clause.said:
            if stem in target.denied:
                turned |= stems[stem]
            else:
                said |= stems[stem]
        for stem in stems.keys() & clause.denied:
            if stem in target.denied:
                said |= stems[stem]
            else:
                turned |= stems[stem]
                negated |= stems[stem] if stem in clause.spoken else 0
        found.append((said, turned, negated))
    return found
