"""Agreement: how near grades come to marks, as sums that add up over questions and figures made from the sums.

A grader is measured against marks that people gave: one `Compared` for each answer. `tally` turns the answers to one
question into sums; the sums of several questions add up to those of all, so a figure of any set of questions costs one
addition (server/domain/resampling.py draws a thousand such sets). A figure without anything to stand on is None,
never a number.

Scores are compared as they are (0 to 100) and in five bands of twenty points, 0 to 4; 100 belongs to the last band.
Verdicts are compared on missed < partial < covered. A contradicted point earns what a missed one earns, and counts as
one here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from math import sqrt
from typing import NamedTuple

from server.domain.grade import Verdict

BANDS = 5
"""Bands of the technical score, each a fifth of 100; and the levels of a phrasing criterion."""

VERDICTS = 3
RANKS = {Verdict.CONTRADICTED: 0, Verdict.MISSED: 0, Verdict.PARTIAL: 1, Verdict.COVERED: 2}

_PARTS = {"scores": 7, "bands": BANDS**2, "order": 2, "verdicts": VERDICTS**2, "held": 4, "levels": BANDS**2}
_ENDS = [sum(list(_PARTS.values())[:end]) for end in range(len(_PARTS) + 1)]
_SLICES = dict(zip(_PARTS, (slice(*ends) for ends in pairwise(_ENDS)), strict=True))

Sums = tuple[float, ...]


class Compared(NamedTuple):
    """One marked answer beside its grade; in each pair the mark comes first.

    `rank` orders the answers to one question: strong 2, partial 1, wrong 0; None where the answer is of no such kind.
    """

    question: str
    rank: int | None
    marked: float
    graded: float
    points: tuple[tuple[Verdict, Verdict], ...] = ()
    held: tuple[tuple[bool, bool], ...] = ()
    levels: tuple[tuple[int, int], ...] = ()


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    ZERO = "nearer to 0"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure. `of` makes it from sums; `share` says that it is a share of 1, shown in per cent."""

    name: str
    says: str
    of: Callable[[Sums], float | None]
    better: Better
    share: bool = False

    def worse_by(self, before: float, after: float) -> float:
        """How much worse the figure has become; below 0 where it is better."""
        match self.better:
            case Better.HIGHER:
                return before - after
            case Better.LOWER:
                return after - before
            case Better.ZERO:
                return abs(after) - abs(before)


def band(score: float) -> int:
    """The band (0 to 4) of a score out of 100."""
    return min(BANDS - 1, int(score * BANDS // 100))


def tally(answers: Sequence[Compared]) -> Sums:
    """The sums of the answers to ONE question: pairs of strong, partial and wrong are formed among all of them."""
    bands, verdicts = [0.0] * BANDS**2, [0.0] * VERDICTS**2
    held, levels = [0.0] * 4, [0.0] * BANDS**2
    for one in answers:
        bands[BANDS * band(one.marked) + band(one.graded)] += 1
        for marked, graded in one.points:
            verdicts[VERDICTS * RANKS[marked] + RANKS[graded]] += 1
        for is_marked, is_graded in one.held:
            held[2 * is_marked + is_graded] += 1
        for level, other in one.levels:
            levels[BANDS * level + other] += 1
    return (*_scores(answers), *bands, *_order(answers), *verdicts, *held, *levels)


def added(tallies: Iterable[Sums]) -> Sums:
    """The sums of several questions together."""
    return tuple(map(sum, zip(*tallies, strict=True)))


def by_question(answers: Iterable[Compared]) -> dict[str, Sums]:
    """The sums of each question, in the order in which the questions come."""
    found: dict[str, list[Compared]] = {}
    for one in answers:
        found.setdefault(one.question, []).append(one)
    return {question: tally(of_it) for question, of_it in found.items()}


def _scores(answers: Sequence[Compared]) -> Sums:
    xs, ys = [one.marked for one in answers], [one.graded for one in answers]
    return (
        len(answers),
        sum(xs),
        sum(ys),
        sum(x * x for x in xs),
        sum(y * y for y in ys),
        sum(x * y for x, y in zip(xs, ys, strict=True)),
        sum(abs(y - x) for x, y in zip(xs, ys, strict=True)),
    )


def _order(answers: Sequence[Compared]) -> Sums:
    """Pairs in the right order, and pairs; equal scores are not in order."""
    ranked = sorted((one for one in answers if one.rank is not None), key=lambda one: one.rank or 0)
    pairs = [low.graded < high.graded for low, high in combinations(ranked, 2) if low.rank != high.rank]
    return sum(pairs), len(pairs)


def mean_error(sums: Sums) -> float | None:
    """Mean absolute error of the technical score, in points of 100."""
    count, *_, off = sums[_SLICES["scores"]]
    return off / count if count else None


def bias(sums: Sums) -> float | None:
    """Mean of grade minus mark, in points of 100: above 0 the grader is kinder than the marks."""
    count, x, y, *_ = sums[_SLICES["scores"]]
    return (y - x) / count if count else None


def pearson(sums: Sums) -> float | None:
    """Pearson's r of marked and graded scores: (n Σxy - Σx Σy) / sqrt((n Σx² - (Σx)²) (n Σy² - (Σy)²)).

    Pearson (1895), Proceedings of the Royal Society 58. None where either does not vary.
    """
    count, x, y, xx, yy, xy, _ = sums[_SLICES["scores"]]
    spread_x, spread_y = count * xx - x * x, count * yy - y * y
    # Sums of scores in steps of 0.1 are exact to about 1e-9 of their size.
    if spread_x <= 1e-9 * max(1.0, count * xx) or spread_y <= 1e-9 * max(1.0, count * yy):
        return None
    return (count * xy - x * y) / sqrt(spread_x * spread_y)


def in_order(sums: Sums) -> float | None:
    """Share of the pairs strong/partial, partial/wrong and strong/wrong of one question whose scores are in order."""
    right, pairs = sums[_SLICES["order"]]
    return right / pairs if pairs else None


def quadratic_kappa(table: Sequence[float]) -> float | None:
    """Quadratic weighted kappa of a square table of counts, row by row: 1 - Σ w O / Σ w E, with w = (i - j)².

    O is what was counted, E what the margins alone would give. Cohen (1968), Psychological Bulletin 70(4).
    1 is perfect, 0 what chance gives; None where chance alone leaves nothing to disagree about.
    """
    return _kappa(table, lambda i, j: (i - j) ** 2)


def kappa(table: Sequence[float]) -> float | None:
    """Cohen's kappa of a square table of counts, row by row: (p_o - p_e) / (1 - p_e).

    Cohen (1960), Educational and Psychological Measurement 20(1). None where p_e is 1.
    """
    return _kappa(table, lambda i, j: int(i != j))


def _kappa(table: Sequence[float], weight: Callable[[int, int], int]) -> float | None:
    size = int(sqrt(len(table)))
    rows = [sum(table[size * i : size * (i + 1)]) for i in range(size)]
    columns = [sum(table[j::size]) for j in range(size)]
    cells = [(i, j, weight(i, j)) for i in range(size) for j in range(size)]
    seen = sum(w * table[size * i + j] for i, j, w in cells)
    by_chance = sum(w * rows[i] * columns[j] for i, j, w in cells)
    return 1 - seen * sum(rows) / by_chance if by_chance else None


def _near(sums: Sums, part: str, size: int, most: int) -> float | None:
    """The share of a square table that is at most so many steps off its diagonal."""
    table = sums[_SLICES[part]]
    near = sum(table[size * i + j] for i in range(size) for j in range(size) if abs(i - j) <= most)
    whole = sum(table)
    return near / whole if whole else None


def _mentioned(sums: Sums) -> Sums:
    """Missed against partial or covered: a table of two by two, marks in rows."""
    table = sums[_SLICES["verdicts"]]
    return table[0], table[1] + table[2], table[3] + table[6], sum(table[4:6]) + sum(table[7:9])


def _precision(table: Sums) -> float | None:
    _, false, _, true = table
    return true / (true + false) if true + false else None


def _recall(table: Sums) -> float | None:
    _, _, lost, true = table
    return true / (true + lost) if true + lost else None


def _f1(table: Sums) -> float | None:
    _, false, lost, true = table
    return 2 * true / (2 * true + false + lost) if true + false + lost else None


FIGURES = (
    Figure("mae", "mean distance from the marks", mean_error, Better.LOWER),
    Figure("bias", "kinder (+) or stricter (-)", bias, Better.ZERO),
    Figure("r", "Pearson's r", pearson, Better.HIGHER),
    Figure("order", "strong > partial > wrong", in_order, Better.HIGHER, share=True),
    Figure("qwk", "weighted kappa, five bands", lambda s: quadratic_kappa(s[_SLICES["bands"]]), Better.HIGHER),
    Figure("exact", "in the same band", lambda s: _near(s, "bands", BANDS, 0), Better.HIGHER, share=True),
    Figure("adjacent", "at most one band off", lambda s: _near(s, "bands", BANDS, 1), Better.HIGHER, share=True),
    Figure(
        "point_qwk",
        "key points: weighted kappa",
        lambda s: quadratic_kappa(s[_SLICES["verdicts"]]),
        Better.HIGHER,
    ),
    Figure("point_precision", "key points: precision", lambda s: _precision(_mentioned(s)), Better.HIGHER, share=True),
    Figure("point_recall", "key points: recall", lambda s: _recall(_mentioned(s)), Better.HIGHER, share=True),
    Figure("point_f1", "key points: F1", lambda s: _f1(_mentioned(s)), Better.HIGHER, share=True),
    Figure("point_kappa", "key points: kappa, heard or not", lambda s: kappa(_mentioned(s)), Better.HIGHER),
    Figure("point_kappa3", "key points: kappa, three ways", lambda s: kappa(s[_SLICES["verdicts"]]), Better.HIGHER),
    Figure(
        "held_precision", "misconceptions: precision", lambda s: _precision(s[_SLICES["held"]]), Better.HIGHER, True
    ),
    Figure("held_recall", "misconceptions: recall", lambda s: _recall(s[_SLICES["held"]]), Better.HIGHER, True),
    Figure(
        "level_qwk",
        "phrasing: weighted kappa of levels",
        lambda s: quadratic_kappa(s[_SLICES["levels"]]),
        Better.HIGHER,
    ),
    Figure(
        "level_adjacent",
        "phrasing: at most one level off",
        lambda s: _near(s, "levels", BANDS, 1),
        Better.HIGHER,
        share=True,
    ),
)
"""Every figure that a run reports, in the order in which it is shown."""

BY_NAME = {figure.name: figure for figure in FIGURES}
