"""Event: what is written into the transcript, once and for good; stored and sent in the same shape."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from server.domain.grade import (
    Band,
    CriterionLine,
    LimitLine,
    MisconceptionLine,
    Notice,
    OtherError,
    PointLine,
    Points,
    Provenance,
    Reason,
)
from server.domain.interview import Part, Phase
from server.domain.value import Value


class QuestionData(Value):
    """A question was asked; never holds the key points."""

    number: int
    of: int
    part: Part
    question_id: str
    rubric_version: str
    ask: str
    topic: str
    hints: int = Field(description="how many hints there are")
    deadline: datetime | None = None


class AnswerData(Value):
    answer_id: str
    text: str
    via: Literal["typed", "spoken"]
    late: bool = Field(default=False, description="came after the deadline of a timed question")


class AsideData(Value):
    """Something the interviewer said beside the question, and what it was asked for."""

    text: str
    asked: str | None = None


class GradingData(Value):
    """Grading was ordered; once per answer and version, tries in between are not events."""

    answer_id: str
    version: int
    grader: str


class Scores(Value):
    technical: Points
    phrasing: Points


class Lines(Value):
    """The lines of the score sheet that a candidate sees: misconceptions only where held."""

    points: tuple[PointLine, ...]
    misconceptions: tuple[MisconceptionLine, ...]
    limits: tuple[LimitLine, ...]
    criteria: tuple[CriterionLine, ...]
    errors: tuple[OtherError, ...]


class FollowUpOffer(Value):
    """A follow-up may be asked with `next {follow_up: true}`."""

    probe: str


class GradedData(Value):
    """`final` is true of every grade; `estimate` says that it stands in for one still to come."""

    answer_id: str
    version: int
    result: Literal["graded"] = "graded"
    final: Literal[True] = True
    estimate: bool = False
    scores: Scores
    lines: Lines
    band: Band | None = None
    notices: tuple[Notice, ...] = ()
    follow_up: FollowUpOffer | None = None
    provenance: Provenance


class NotGradedData(Value):
    """Not graded: why, and when it will be tried again; `final` means it will not be by itself."""

    answer_id: str
    version: int
    result: Literal["not_graded"] = "not_graded"
    final: bool
    reason: Reason
    message: str
    retry_at: datetime | None = None


class FeedbackData(Value):
    """Markdown. `by` tells whether a model or the template wrote it."""

    answer_id: str
    version: int
    technical: str
    phrasing: str
    stronger: str
    by: Literal["template", "model"]


class PhaseData(Value):
    """A pause or its end; a resumed timed question gets the time back that the pause took."""

    from_: Phase = Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    to: Phase
    deadline: datetime | None = None


class EndedData(Value):
    """How many answers had a grade at the end and how many were waiting; late grades may follow."""

    graded: int
    waiting: int


class _Event(Value):
    type: Literal["event"] = "event"
    seq: int = Field(ge=1)
    at: datetime


class QuestionEvent(_Event):
    kind: Literal["question"] = "question"
    data: QuestionData


class AnswerEvent(_Event):
    kind: Literal["answer"] = "answer"
    data: AnswerData


class HintEvent(_Event):
    kind: Literal["hint"] = "hint"
    data: AsideData


class ClarificationEvent(_Event):
    kind: Literal["clarification"] = "clarification"
    data: AsideData


class RevealEvent(_Event):
    kind: Literal["reveal"] = "reveal"
    data: AsideData


class GradingEvent(_Event):
    kind: Literal["grading"] = "grading"
    data: GradingData


class GradeEvent(_Event):
    kind: Literal["grade"] = "grade"
    data: Annotated[GradedData | NotGradedData, Field(discriminator="result")]


class FeedbackEvent(_Event):
    kind: Literal["feedback"] = "feedback"
    data: FeedbackData


class PhaseEvent(_Event):
    kind: Literal["phase"] = "phase"
    data: PhaseData


class EndedEvent(_Event):
    kind: Literal["ended"] = "ended"
    data: EndedData


Event = Annotated[
    QuestionEvent
    | AnswerEvent
    | HintEvent
    | ClarificationEvent
    | RevealEvent
    | GradingEvent
    | GradeEvent
    | FeedbackEvent
    | PhaseEvent
    | EndedEvent,
    Field(discriminator="kind"),
]
