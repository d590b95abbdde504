"""Figures: what a run comes to: every figure with its interval, by kind of sample and by topic, and the worst cases."""

from collections.abc import Callable, Iterable, Sequence
from statistics import mean
from typing import NamedTuple

from server.domain.agreement import BY_NAME, Sums, by_question
from server.domain.resampling import Estimate, estimates
from server.services.lab.run import Result, Run, compared


class Part(NamedTuple):
    """Some of a run's answers: how many, the mean of marks and grades, and how far apart they are."""

    name: str
    answers: int
    marked: float
    graded: float
    bias: Estimate
    mae: Estimate


def sums_of(results: Iterable[Result]) -> dict[str, Sums]:
    """The sums of each question over the results that are graded."""
    return by_question(compared(one) for one in results if one.judged is not None)


def overall(run: Run) -> dict[str, Estimate]:
    """Every figure by name."""
    return estimates(sums_of(run.results))


def by_kind(run: Run) -> list[Part]:
    """The answers of each kind of sample, where they have one."""
    return _parts(run.graded, lambda one: str(one.case.kind or "of no kind"))


def by_topic(run: Run) -> list[Part]:
    return _parts(run.graded, lambda one: one.case.topic)


def worst(run: Run, count: int) -> list[Result]:
    """The answers whose grades are furthest from their marks."""
    return sorted(run.graded, key=lambda one: -abs(one.error or 0))[:count]


def _parts(results: Sequence[Result], name_of: Callable[[Result], str]) -> list[Part]:
    groups: dict[str, list[Result]] = {}
    for one in results:
        groups.setdefault(name_of(one), []).append(one)
    return [_part(name, group) for name, group in groups.items()]


def _part(name: str, results: Sequence[Result]) -> Part:
    found = estimates(sums_of(results), (BY_NAME["bias"], BY_NAME["mae"]))
    graded = mean(one.judged.technical for one in results if one.judged is not None)
    return Part(name, len(results), mean(one.technical for one in results), graded, found["bias"], found["mae"])
