"""Targets: what to listen for, one for each wording (says, spoken, cue; claims, cue) of a rubric's lines."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from server.domain.rubric import Rubric
from server.graders.clauses import Clause, clauses_of
from server.graders.stems import idf

QUESTION_SHARE = 0.3
"""A word of the question tells only this share of what it would tell: everybody says it."""

SHARED_SHARE = 0.25
"""How much less a stem tells for each further key point of the same rubric that also says it."""

LEAST_WEIGHT = 15.0
"""A wording of very few telling words counts as this heavy, so that hearing one of them is not hearing all."""


_DENIAL = re.compile(r"[^,;:.]*\b(?:(?:do|does|did|can|will)(?:n['’]t|\s+not)|cannot|never|nothing)\b", re.IGNORECASE)
"""The verb of the first clause is denied: what the clause says *not* to be so is the point of it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One wording: the weight of each of its stems, which of them it denies, and their whole weight.

    `negative`: its line is a denial at heart, so that agreeing with it takes one. `own`: the stems that neither the
    question nor any key point says.
    """

    weights: dict[str, float]
    denied: frozenset[str]
    whole: float
    negative: bool
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Targets:
    """The wordings of each key point and each misconception, in the rubric's order.

    `subject`: every stem of the key points' wordings but for the question's, which are in `asked`. `weights`: the
    points' shares of the score. `bare`: see `is_bare`.
    """

    points: tuple[tuple[Target, ...], ...]
    misconceptions: tuple[tuple[Target, ...], ...]
    subject: frozenset[str]
    asked: frozenset[str]
    weights: tuple[float, ...]
    bare: bool


@lru_cache(maxsize=256)
def targets_of(rubric: Rubric) -> Targets:
    """The targets of a rubric; worked out once for each rubric."""
    asked = _stems(clauses_of(rubric.ask))
    points = [(point.says, point.spoken, *point.cues) for point in rubric.key_points]
    beliefs = [(belief.claims, *belief.cues) for belief in rubric.misconceptions]
    right = asked.union(*(_said(clauses_of(one)) for wordings in points for one in wordings))
    spread = Counter(stem for wordings in points for stem in _stems(clauses_of(wordings[0])))

    def weight(stem: str) -> float:
        share = QUESTION_SHARE if stem in asked else 1.0
        return idf(stem) * share / (1 + SHARED_SHARE * max(0, spread[stem] - 1))

    def target(wording: str, *, denial: bool = False) -> Target:
        clauses = clauses_of(wording)
        said = {stem for clause in clauses for stem in clause.said if stem in clause.spoken}
        denied = {stem for clause in clauses for stem in clause.denied if stem in clause.spoken}
        weights = {stem: weight(stem) for stem in sorted(said | denied)}
        return Target(
            weights=weights,
            denied=frozenset(denied - said),
            whole=max(LEAST_WEIGHT, sum(weights.values())),
            negative=denial or _is_denial(wording),
            own=frozenset(weights.keys() - right),
        )

    return Targets(
        points=tuple(
            tuple(target(wording, denial=_is_denial(wordings[0])) for wording in wordings) for wordings in points
        ),
        misconceptions=tuple(tuple(target(wording) for wording in wordings) for wordings in beliefs),
        subject=frozenset[str]().union(*(_stems(clauses_of(one)) for wordings in points for one in wordings)) - asked,
        asked=frozenset(asked),
        weights=tuple(point.weight for point in rubric.key_points),
        bare=is_bare(rubric),
    )


def is_bare(rubric: Rubric) -> bool:
    """Whether a rubric knows nothing but a model answer, as a draft: no other wordings, and no misconceptions."""
    return not rubric.misconceptions and not any(point.cues for point in rubric.key_points)


def _stems(clauses: Iterable[Clause]) -> set[str]:
    return {stem for clause in clauses for stem in clause.spoken}


def _said(clauses: Iterable[Clause]) -> set[str]:
    return {stem for clause in clauses for stem in clause.said & clause.spoken}


def _is_denial(wording: str) -> bool:
    return _DENIAL.match(wording) is not None
