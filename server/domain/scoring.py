"""Scoring: verdicts and a rubric make a score sheet; the same arithmetic for every grader.

technical = 100 x sum(w x credit) / sum(w) - min(25, 4 x sum(cost of held misconceptions)), floor 0
phrasing  = 25 x sum(w x level) / sum(w)

The possible points of the lines are these shares of 100 rounded to 0.1 by largest remainder, so that the lines
a person sees add up to exactly the total they see, and full credit is exactly 100.
"""

from collections.abc import Sequence
from typing import TypeVar

from server.domain.grade import (
    Assessment,
    CriterionLine,
    CriterionVerdict,
    LimitLine,
    MisconceptionLine,
    MisconceptionVerdict,
    PointLine,
    PointVerdict,
    Sheet,
    total,
)
from server.domain.rubric import Rubric
from server.errors import Invalid

V = TypeVar("V", PointVerdict, MisconceptionVerdict, CriterionVerdict)

COST_POINTS = 4
"""Points off for each unit of a held misconception's cost."""

COST_CAP = 25
"""The most that held misconceptions together may take off."""

TOP_LEVEL = 4


def shares(weights: Sequence[float]) -> tuple[float, ...]:
    """100 split in proportion to the weights, in steps of 0.1, by largest remainder; the sum is exactly 100."""
    whole = sum(weights)
    exact = [1000 * weight / whole for weight in weights]
    tenths = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (tenths[i] - exact[i], i))
    for i in by_remainder[: 1000 - sum(tenths)]:
        tenths[i] += 1
    return tuple(tenth / 10 for tenth in tenths)


def sheet(rubric: Rubric, found: Assessment) -> Sheet:
    """The score sheet of an assessment. Invalid where its ids are not exactly the rubric's, in order."""
    _require_ids("points", [v.id for v in found.points], [p.id for p in rubric.key_points])
    _require_ids("misconceptions", [v.id for v in found.misconceptions], [m.id for m in rubric.misconceptions])
    _require_ids("criteria", [v.id for v in found.criteria], [c.id for c in rubric.criteria])
    points = tuple(point_line(rubric, verdict) for verdict in found.points)
    misconceptions = tuple(misconception_line(rubric, verdict) for verdict in found.misconceptions)
    criteria = tuple(criterion_line(rubric, verdict) for verdict in found.criteria)
    limits = _limits(total(points), total(misconceptions))
    return Sheet(
        # Adding 0 makes a plain 0 of the minus zero that a sum of floats may round to.
        technical=round(total(points) + total(misconceptions) + total(limits), 1) + 0.0,
        phrasing=total(criteria),
        points=points,
        misconceptions=misconceptions,
        limits=limits,
        criteria=criteria,
    )


def point_line(rubric: Rubric, verdict: PointVerdict) -> PointLine:
    """One key point's line; needs no other verdict, so it can be shown as soon as it is verified."""
    possible = dict(zip([p.id for p in rubric.key_points], shares([p.weight for p in rubric.key_points]), strict=True))
    point = rubric.key_point(verdict.id)
    return PointLine(
        **dict(verdict),
        says=point.says,
        because=point.because,
        depth=point.depth,
        earned=round(possible[point.id] * verdict.credit, 1),
        possible=possible[point.id],
    )


def misconception_line(rubric: Rubric, verdict: MisconceptionVerdict) -> MisconceptionLine:
    """One misconception's line."""
    belief = rubric.misconception(verdict.id)
    cost = -COST_POINTS * belief.cost if verdict.held else 0
    return MisconceptionLine(**dict(verdict), claims=belief.claims, because=belief.because, earned=cost)


def criterion_line(rubric: Rubric, verdict: CriterionVerdict) -> CriterionLine:
    """One phrasing criterion's line."""
    possible = dict(zip([c.id for c in rubric.criteria], shares([c.weight for c in rubric.criteria]), strict=True))
    criterion = {c.id: c for c in rubric.criteria}[verdict.id]
    return CriterionLine(
        **dict(verdict),
        name=criterion.name,
        says=criterion.levels[verdict.level],
        advice=criterion.advice,
        earned=round(possible[verdict.id] * verdict.level / TOP_LEVEL, 1),
        possible=possible[verdict.id],
    )


def after_follow_ups(rubric: Rubric, first: Sheet, follow_ups: Sequence[Sheet]) -> Sheet:
    """The sheet with each point's verdict replaced by a better one that a follow-up reached.

    Misconceptions held in a follow-up count too; phrasing stays the unprompted answer's.
    """
    points = {line.id: line for line in first.points}
    beliefs = {line.id: line for line in first.misconceptions}
    for later in follow_ups:
        for line in later.points:
            if line.credit > points[line.id].credit:
                points[line.id] = line
        for belief in later.misconceptions:
            if belief.held:
                beliefs[belief.id] = belief
    return sheet(
        rubric,
        Assessment(
            points=tuple(_verdict(PointVerdict, line) for line in points.values()),
            misconceptions=tuple(_verdict(MisconceptionVerdict, line) for line in beliefs.values()),
            criteria=tuple(_verdict(CriterionVerdict, line) for line in first.criteria),
        ),
    )


def _verdict(kind: type[V], line: V) -> V:
    return kind.model_validate({name: getattr(line, name) for name in kind.model_fields})


def _limits(points: float, misconceptions: float) -> tuple[LimitLine, ...]:
    lines: list[LimitLine] = []
    taken = misconceptions
    if taken < -COST_CAP:
        lines.append(LimitLine(says=f"Misconceptions never take off more than {COST_CAP}.", earned=-COST_CAP - taken))
        taken = -COST_CAP
    if points + taken < 0:
        lines.append(LimitLine(says="A score never falls below 0.", earned=round(-(points + taken), 1)))
    return tuple(lines)


def _require_ids(field: str, got: list[str], expected: list[str]) -> None:
    if got != expected:
        raise Invalid(f"{field}: expected verdicts for {', '.join(expected)}, got {', '.join(got) or 'none'}.")
