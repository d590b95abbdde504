"""Judgement: what a grader found in one answer, without the marks: what is kept so that no answer is paid twice."""

import hashlib
import json
from collections.abc import Mapping

from server.domain.grade import Evidence, Flag, Graded, Notice, Verdict
from server.domain.value import Value
from server.ports import Case, Grader


class JudgedPoint(Value):
    verdict: Verdict
    credit: float
    flags: tuple[Flag, ...] = ()
    quotes: tuple[str, ...] = ()


class JudgedBelief(Value):
    held: bool
    quotes: tuple[str, ...] = ()


class JudgedCriterion(Value):
    level: int
    quotes: tuple[str, ...] = ()


class Judgement(Value):
    """One grade by the ids of its rubric. Tokens are those of every call that it took."""

    technical: float
    phrasing: float
    points: dict[str, JudgedPoint]
    misconceptions: dict[str, JudgedBelief]
    criteria: dict[str, JudgedCriterion]
    notices: tuple[Notice, ...] = ()
    model_served: str | None = None
    tokens: int = 0


class GraderUsed(Value):
    """The grader of a run, by everything that makes its grades what they are."""

    name: str
    version: str
    model: str | None = None
    prompts: dict[str, str] = {}

    @staticmethod
    def of(grader: Grader, model: str | None, prompts: Mapping[str, str]) -> "GraderUsed":
        return GraderUsed(name=grader.name, version=grader.version, model=model, prompts=dict(prompts))


def key_of(grader: GraderUsed, case: Case) -> str:
    """The SHA-256, in hex, of the grader, its version, model and prompts, the rubric's version, and the answer."""
    body = [*grader.model_dump(mode="json").values(), case.rubric.version, case.answer]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def judgement_of(grade: Graded) -> Judgement:
    """What of a grade is kept."""
    sheet, made = grade.sheet, grade.provenance
    return Judgement(
        technical=sheet.technical,
        phrasing=sheet.phrasing,
        points={
            line.id: JudgedPoint(
                verdict=line.verdict, credit=line.credit, flags=line.flags, quotes=_quotes(line.evidence)
            )
            for line in sheet.points
        },
        misconceptions={
            line.id: JudgedBelief(held=line.held, quotes=_quotes(line.evidence)) for line in sheet.misconceptions
        },
        criteria={line.id: JudgedCriterion(level=line.level, quotes=_quotes(line.evidence)) for line in sheet.criteria},
        notices=grade.notices,
        model_served=made.model_served,
        tokens=made.usage.tokens_in + made.usage.tokens_out if made.usage is not None else 0,
    )


def _quotes(evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    return tuple(one.quote for one in evidence)
