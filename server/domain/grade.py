"""Grade: verdicts with evidence, the score sheet made from them, and Grade = Graded | NotGraded.

There is no third thing: no default number, no stand-in shown as a grade.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from server.domain.rubric import Depth
from server.domain.value import Value

Credit = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(description="out of 100, in steps of 0.1")]


class Verdict(StrEnum):
    """What an answer does with one key point."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


class Flag(StrEnum):
    """What a reader should know about a verdict; a flag is never itself a verdict."""

    UNSURE = "unsure"
    UNVERIFIED = "unverified"


class Notice(StrEnum):
    """What a reader should know about the whole answer; shown, never scored."""

    ADDRESSES_GRADER = "addresses_grader"
    REPEATS_MODEL_ANSWER = "repeats_model_answer"
    ECHOES_QUESTION = "echoes_question"
    TOO_SHORT = "too_short"


class Evidence(Value):
    """Words of the answer. `answer[start:end] == quote`; offsets count code points."""

    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class PointVerdict(Value):
    """The verdict on one key point. Credit above 0 needs evidence that stood up to checking."""

    id: str
    verdict: Verdict
    credit: Credit
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()

    @model_validator(mode="after")
    def _credit_is_earned(self) -> "PointVerdict":
        if self.credit > 0 and (not self.evidence or Flag.UNVERIFIED in self.flags):
            raise ValueError(f"{self.id}: expected verified evidence for credit {self.credit}, got none")
        if self.credit > 0 and self.verdict in (Verdict.MISSED, Verdict.CONTRADICTED):
            raise ValueError(f"{self.id}: expected credit 0 for {self.verdict}, got {self.credit}")
        return self


class MisconceptionVerdict(Value):
    """Whether the answer holds one misconception; holding it needs evidence."""

    id: str
    held: bool
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()

    @model_validator(mode="after")
    def _held_is_shown(self) -> "MisconceptionVerdict":
        if self.held and not self.evidence:
            raise ValueError(f"{self.id}: expected evidence for a held misconception, got none")
        return self


class CriterionVerdict(Value):
    """The level (0 to 4) that the answer reaches on one phrasing criterion."""

    id: str
    level: int = Field(ge=0, le=4)
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[Flag, ...] = ()
    note: str = Field(default="", max_length=300, description="what was heard or counted, for a person")

    @model_validator(mode="after")
    def _level_is_shown(self) -> "CriterionVerdict":
        if self.level and Flag.UNVERIFIED in self.flags:
            raise ValueError(f"{self.id}: expected level 0 without verified evidence, got {self.level}")
        return self


class OtherError(Value):
    """Something else that is wrong in the answer: shown, not scored."""

    evidence: Evidence
    why: str = Field(max_length=600)


class Assessment(Value):
    """What a grader found, before any arithmetic: one verdict for every id of the rubric, in its order."""

    points: tuple[PointVerdict, ...]
    misconceptions: tuple[MisconceptionVerdict, ...]
    criteria: tuple[CriterionVerdict, ...]
    errors: tuple[OtherError, ...] = ()
    notices: tuple[Notice, ...] = ()


class PointLine(PointVerdict):
    """A key point on the score sheet."""

    line: Literal["point"] = "point"
    says: str
    because: str
    depth: Depth
    earned: Points
    possible: Points


class MisconceptionLine(MisconceptionVerdict):
    """A misconception on the score sheet; `earned` is 0 or below."""

    line: Literal["misconception"] = "misconception"
    claims: str
    because: str
    earned: Points


class CriterionLine(CriterionVerdict):
    """A phrasing criterion on the score sheet; `says` is the anchored text of the level reached."""

    line: Literal["criterion"] = "criterion"
    name: str
    says: str
    advice: str
    earned: Points
    possible: Points


class LimitLine(Value):
    """A limit that kept points from being taken off: the cap on misconceptions, or the floor at 0."""

    says: str
    earned: Points


Line = Annotated[PointLine | MisconceptionLine | CriterionLine, Field(discriminator="line")]


class Sheet(Value):
    """Every line and the two totals; a total is exactly the sum of its lines.

    technical = points + misconceptions + limits; phrasing = criteria.
    """

    technical: Points
    phrasing: Points
    points: tuple[PointLine, ...]
    misconceptions: tuple[MisconceptionLine, ...]
    limits: tuple[LimitLine, ...]
    criteria: tuple[CriterionLine, ...]

    @model_validator(mode="after")
    def _totals_are_their_lines(self) -> "Sheet":
        technical = total(self.points) + total(self.misconceptions) + total(self.limits)
        if round(technical, 1) != self.technical or total(self.criteria) != self.phrasing:
            raise ValueError(
                f"expected totals equal to their lines ({technical}, {total(self.criteria)}), "
                f"got ({self.technical}, {self.phrasing})"
            )
        return self


def total(lines: "tuple[PointLine | MisconceptionLine | CriterionLine | LimitLine, ...]") -> float:
    """The sum of what lines earn, in steps of 0.1."""
    return round(sum(line.earned for line in lines), 1)


class Band(Value):
    """How far off the technical score may be. `basis` says in one sentence how that was measured."""

    low: Points
    high: Points
    basis: str


class PromptUsed(Value):
    name: str
    version: str


class Usage(Value):
    """Tokens of every call made for one grade, failed tries included."""

    tokens_in: int = Field(ge=0)
    tokens_out: int = Field(ge=0)
    estimated: bool = Field(description="counted by us because the server did not say")
    calls: int = Field(ge=0)


class Provenance(Value):
    """By what, with what, when: enough to show years later how a grade came about."""

    grader: str
    grader_version: str
    rubric_version: str
    model_asked: str | None = None
    model_served: str | None = None
    prompts: tuple[PromptUsed, ...] = ()
    settings: dict[str, str | int | float | bool | None] = {}
    usage: Usage | None = None
    claim: int | None = Field(default=None, description="which claim of the job made it")
    at: datetime | None = None


class Reason(StrEnum):
    """Why an answer was not graded."""

    MODEL_UNREACHABLE = "model_unreachable"
    MODEL_TOO_SLOW = "model_too_slow"
    MODEL_BUSY = "model_busy"
    MODEL_REFUSED = "model_refused"
    MODEL_MISCONFIGURED = "model_misconfigured"
    REPLY_CUT = "reply_cut"
    REPLY_INVALID = "reply_invalid"
    ANSWER_TOO_LONG = "answer_too_long"
    BUDGET_SPENT = "budget_spent"
    ANSWER_BUDGET_SPENT = "answer_budget_spent"
    GRADER_FAILED = "grader_failed"

    @property
    def sentence(self) -> str:
        """The reason as the candidate reads it."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.MODEL_UNREACHABLE: "The language model could not be reached.",
    Reason.MODEL_TOO_SLOW: "The language model took too long.",
    Reason.MODEL_BUSY: "The language model is busy and asked us to wait.",
    Reason.MODEL_REFUSED: "The language model declined to grade this answer.",
    Reason.MODEL_MISCONFIGURED: "The language model is not set up correctly; the operator has been told.",
    Reason.REPLY_CUT: "The language model's reply broke off.",
    Reason.REPLY_INVALID: "The language model's reply did not hold up to checking.",
    Reason.ANSWER_TOO_LONG: "The answer is too long for the language model.",
    Reason.BUDGET_SPENT: "Today's budget for the language model is spent; the next one begins at 00:00 UTC.",
    Reason.ANSWER_BUDGET_SPENT: "This answer has used up what one answer may cost with the language model.",
    Reason.GRADER_FAILED: "Something went wrong on our side.",
}


class Graded(Value):
    result: Literal["graded"] = "graded"
    sheet: Sheet
    errors: tuple[OtherError, ...] = ()
    notices: tuple[Notice, ...] = ()
    band: Band | None = None
    estimate: bool = Field(default=False, description="asked for while the chosen grader could not be had")
    provenance: Provenance


class NotGraded(Value):
    """The grader did not grade. `retry_after` is in seconds, where the upstream named a time."""

    result: Literal["not_graded"] = "not_graded"
    reason: Reason
    retry_after: float | None = None
    provenance: Provenance


Grade = Annotated[Graded | NotGraded, Field(discriminator="result")]


class Feedback(Value):
    """What is said to the candidate, in Markdown. `by` tells who wrote it."""

    technical: str
    phrasing: str
    stronger: str
    by: Literal["template", "model"]
