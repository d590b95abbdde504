"""Resampling: how far a figure would move if other questions had been asked; percentile intervals by the bootstrap.

Whole questions are drawn again, because answers to one question resemble each other: answers drawn one by one would
make the intervals too narrow. Percentile bootstrap: Efron and Tibshirani (1993), An Introduction to the Bootstrap,
chapter 13. The seed is an argument, so the same answers always have the same intervals.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.domain.agreement import FIGURES, Figure, Sums, added

RESAMPLES = 1000
SEED = 20260101
LEVEL = 0.95
FEWEST = 0.9
"""At least this share of the resamples must have a figure for it to have an interval."""


class Estimate(NamedTuple):
    """A figure and its 95 % interval; None where there is nothing to make it from."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Change(NamedTuple):
    """A figure before and after, and the 95 % interval of the difference, drawn in pairs."""

    before: float | None
    after: float | None
    difference: Estimate


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0 to 1) of the sorted values lies, straight lines drawn between them."""
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (at - below) * (values[above] - values[below])


def estimates(
    by_question: Mapping[str, Sums], figures: Sequence[Figure] = FIGURES, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Estimate]:
    """Each figure by name, with its interval. All are None where there are no questions."""
    rows = list(by_question.values())
    if not rows:
        return {figure.name: Estimate(None) for figure in figures}
    drawn = [added(draw) for draw in _draws(rows, resamples, seed)]
    whole = added(rows)
    return {
        figure.name: _estimate(figure.of(whole), [figure.of(sums) for sums in drawn], len(rows)) for figure in figures
    }


def changes(
    before: Mapping[str, Sums],
    after: Mapping[str, Sums],
    figures: Sequence[Figure] = FIGURES,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Change]:
    """Each figure before and after over the questions that both have; every draw takes the same questions of both."""
    rows = [before[question] + after[question] for question in before if question in after]
    if not rows:
        return {figure.name: Change(None, None, Estimate(None)) for figure in figures}
    half = len(rows[0]) // 2
    drawn = [added(draw) for draw in _draws(rows, resamples, seed)]
    return {figure.name: _change(figure, half, added(rows), drawn, len(rows)) for figure in figures}


def _change(figure: Figure, half: int, whole: Sums, drawn: Sequence[Sums], questions: int) -> Change:
    def moved(sums: Sums) -> float | None:
        old, new = figure.of(sums[:half]), figure.of(sums[half:])
        return None if old is None or new is None else new - old

    difference = _estimate(moved(whole), [moved(sums) for sums in drawn], questions)
    return Change(figure.of(whole[:half]), figure.of(whole[half:]), difference)


def _draws(rows: list[Sums], resamples: int, seed: int) -> Iterator[list[Sums]]:
    chance = random.Random(seed)
    return (chance.choices(rows, k=len(rows)) for _ in range(resamples))


def _estimate(value: float | None, drawn: Sequence[float | None], questions: int) -> Estimate:
    known = sorted(one for one in drawn if one is not None)
    if value is None or questions < 2 or len(known) < FEWEST * len(drawn):
        return Estimate(value)
    tail = (1 - LEVEL) / 2
    return Estimate(value, percentile(known, tail), percentile(known, 1 - tail))
