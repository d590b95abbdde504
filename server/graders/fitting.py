"""Fitting: the coefficients of the embedded grader's credit, from signals and the marks that people gave.

Logistic regression by Newton's method on the cross entropy, with fractional targets (covered 1, partial 1/2, else 0;
McCullagh and Nelder, Generalized Linear Models, 2nd ed., 4.4) and a light ridge, so that it always has an answer.
"""

import hashlib
from collections.abc import Iterable, Sequence
from math import exp
from typing import NamedTuple

from server.graders.calibration import BeliefSignals, Fit, Signals

BELIEF = BeliefSignals._fields
ALONE = ("best", "whole", "belief", "belief_here")
AMONG_OTHERS = (*ALONE, "others", "subject")
BARE = ("mentioned", "all_mentioned")

RIDGE = 0.01
"""Takes a hundredth of a unit's square off the log likelihood: nothing to thousands of points, all to none."""

STEPS = 30
ENOUGH = 1e-9


class Example(NamedTuple):
    """One key point or misconception of one marked answer. `made` is what its mark is worth, 0 to 1."""

    question_id: str
    signals: Signals | BeliefSignals
    made: float


def fit_points(examples: Iterable[Example]) -> tuple[Fit, Fit]:
    """The models for a point among others and for a point alone. ValueError where there is nothing to fit on."""
    among = [one for one in examples if isinstance(one.signals, Signals) and one.signals.others is not None]
    return _fit(among, AMONG_OTHERS), _fit(among, ALONE)


def fit_bare(examples: Iterable[Example]) -> Fit:
    """The model for the points of a rubric without cues. ValueError where there is nothing to fit on."""
    return _fit(list(examples), BARE)


def shared_out(total: float, weights: Sequence[float], mentioned: Sequence[float]) -> list[float]:
    """A marked total, 0 to 1, as what each point is worth: in proportion to how much is said of it, none above 1.

    The points of a drafted rubric have no marks of their own; the weighted mean of what comes out is the total, unless
    too little is said.
    """
    made = [0.0] * len(mentioned)
    for _ in range(len(mentioned)):
        left = total * sum(weights) - sum(weight * one for weight, one in zip(weights, made, strict=True))
        open_ = [at for at, one in enumerate(mentioned) if one > 0 and made[at] < 1]
        whole = sum(weights[at] * mentioned[at] for at in open_)
        if left <= 0 or not whole:
            break
        for at in open_:
            made[at] = min(1.0, made[at] + left * mentioned[at] / whole)
    return made


def fit_beliefs(examples: Iterable[Example]) -> Fit:
    """The model for misconceptions, of those that were heard at all. ValueError where there is nothing to fit on."""
    return _fit([one for one in examples if isinstance(one.signals, BeliefSignals) and one.signals.here > 0], BELIEF)


def folds(question_ids: Iterable[str], count: int) -> list[frozenset[str]]:
    """The questions in `count` parts of nearly equal size, the same every time: by a hash of the id."""
    shuffled = sorted(set(question_ids), key=lambda one: hashlib.sha256(one.encode()).digest())
    return [frozenset(shuffled[part::count]) for part in range(count)]


def _fit(examples: Sequence[Example], names: Sequence[str]) -> Fit:
    if not examples:
        raise ValueError("examples: expected marked answers to fit on, got none")
    rows = [[1.0, *(one.signals._asdict()[name] for name in names)] for one in examples]
    made = [one.made for one in examples]
    weights = [0.0] * (len(names) + 1)
    for _ in range(STEPS):
        step = _newton_step(rows, made, weights)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < ENOUGH:
            break
    intercept, *rest = (round(weight, 3) for weight in weights)
    return Fit(intercept, dict(zip(names, rest, strict=True)))


def _newton_step(rows: Sequence[Sequence[float]], made: Sequence[float], weights: Sequence[float]) -> list[float]:
    size = len(weights)
    slope = [-RIDGE * weight for weight in weights]
    curve = [[RIDGE if at == other else 0.0 for other in range(size)] for at in range(size)]
    for row, target in zip(rows, made, strict=True):
        odds = sum(weight * value for weight, value in zip(weights, row, strict=True))
        likely = 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
        left, spread = target - likely, likely * (1 - likely)
        for at, value in enumerate(row):
            slope[at] += left * value
            scaled = spread * value
            line = curve[at]
            for other in range(at + 1):
                line[other] += scaled * row[other]
    for at in range(size):
        for other in range(at):
            curve[other][at] = curve[at][other]
    return _solved(curve, slope)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the ridge keeps the matrix positive definite, so no pivot is zero."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = rows[at][at]
        for below in range(at + 1, size):
            share = rows[below][at] / pivot
            rows[below] = [value - share * above for value, above in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][other] * found[other] for other in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found
