"""Second: when a first reading of the content leaves a doubt, and what two readings together say.

Two readings that agree settle a verdict. Where they stay apart the lower credit stands, nobody is accused, and a coach
is told.
"""

from collections.abc import Iterable, Mapping

from server.domain.grade import Flag, MisconceptionVerdict, PointVerdict, Verdict
from server.domain.rubric import Rubric
from server.graders.checking import Checked

HEAVY = 3.0
"""The weight from which a point is worth a second reading when it came half way."""

LOW_CONFIDENCE = 1 / 3
"""Beyond this share of the weight in unsure points the first reading as a whole is not trusted."""


def in_doubt(rubric: Rubric, verdicts: Iterable[Checked]) -> bool:
    """Whether a heavy point is partial, or too much of the weight is unsure."""
    weights = {point.id: point.weight for point in rubric.key_points}
    points = [verdict for verdict in verdicts if isinstance(verdict, PointVerdict)]
    unsure = sum(weights[point.id] for point in points if Flag.UNSURE in point.flags)
    half_way = any(point.credit and point.verdict is Verdict.PARTIAL and weights[point.id] >= HEAVY for point in points)
    return half_way or unsure > LOW_CONFIDENCE * sum(weights.values())


def settled(first: Mapping[str, Checked], second: Mapping[str, Checked]) -> dict[str, Checked]:
    """The verdicts of the first reading after the second; what the second could not show has no voice."""
    return {name: _settled(verdict, second.get(name)) for name, verdict in first.items()}


def _settled(first: Checked, second: Checked | None) -> Checked:
    if second is None or Flag.UNVERIFIED in first.flags:
        return first
    if isinstance(first, PointVerdict) and isinstance(second, PointVerdict):
        lower = second if second.credit < first.credit else first
        return _told(lower, apart=first.verdict is not second.verdict, sure=_sure(first) or _sure(second))
    if isinstance(first, MisconceptionVerdict) and isinstance(second, MisconceptionVerdict):
        # One reading of two is too little to accuse somebody: a false alarm hurts more than a miss.
        milder = first if second.held else second
        return _told(milder, apart=first.held is not second.held, sure=_sure(first) or _sure(second))
    return first


def _sure(verdict: Checked) -> bool:
    return Flag.UNSURE not in verdict.flags


def _told(verdict: Checked, *, apart: bool, sure: bool) -> Checked:
    """Unsure where the readings are apart, or agree without either being sure."""
    kept = tuple(flag for flag in verdict.flags if flag is not Flag.UNSURE)
    return verdict.model_copy(update={"flags": kept if sure and not apart else (*kept, Flag.UNSURE)})
