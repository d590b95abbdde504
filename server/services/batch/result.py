"""Result: a grade, or why there is none, in the shape of a line."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.grade import Evidence, Graded, NotGraded, Provenance
from server.domain.rubric import Rubric
from server.ports import Case

Result = dict[str, Any]


def text_of(result: Result) -> bytes:
    """The line of a result, without line breaks of any kind inside."""
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    for char in "\x7f\x85\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode() + b"\n"


def result_of(given_id: object, case: Case, grade: Graded | NotGraded) -> Result:
    """One grade in the shape of a line."""
    made_from = lasting(grade.provenance)
    if isinstance(grade, NotGraded):
        return not_graded(given_id, grade.reason, grade.reason.sentence, made_from)
    return graded(given_id, grade, case.rubric, {}, made_from)


def lasting(provenance: Provenance) -> Result:
    return provenance.model_dump(mode="json", exclude={"at", "claim", "usage"}, exclude_none=True)


def not_graded(given_id: object, reason: str, message: str, provenance: Result) -> Result:
    return {
        "id": given_id,
        "result": "not_graded",
        "reason": str(reason),
        "message": message,
        "technical": None,
        "phrasing": None,
        "band": None,
        "verdicts": [],
        "misconceptions": [],
        "phrasing_lines": [],
        "provenance": provenance,
    }


def graded(given_id: object, grade: Graded, rubric: Rubric, names: Mapping[str, str], provenance: Result) -> Result:
    """`names` is how the rubric's ids are called in the file, where it calls them something else."""
    sheet = grade.sheet
    costs = {belief.id: belief.cost for belief in rubric.misconceptions}
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    return {
        "id": given_id,
        "result": "graded",
        "technical": sheet.technical,
        "phrasing": sheet.phrasing,
        "band": grade.band.model_dump() if grade.band is not None else None,
        "verdicts": [
            {
                "point": names.get(line.id, line.id),
                "verdict": str(line.verdict),
                "credit": line.credit,
                "flags": [str(flag) for flag in line.flags],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.points
        ],
        "misconceptions": [
            {
                "id": names.get(line.id, line.id),
                "held": line.held,
                "cost": costs[line.id],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.misconceptions
        ],
        "phrasing_lines": [
            {
                "criterion": line.id,
                "level": line.level,
                "weight": weights[line.id],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.criteria
        ],
        "provenance": provenance,
    }


def _quotes(evidence: Sequence[Evidence]) -> list[Result]:
    return [one.model_dump() for one in evidence]
