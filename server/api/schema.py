"""What HTTP takes and gives, where it is not a domain value as it stands."""

from typing import Literal

from pydantic import Field

from server.domain.interview import Mode, Phase, Source
from server.domain.question import Level
from server.domain.value import Value


class NewInterview(Value):
    """`POST /api/interviews`: name the questions, or let them be drawn. `count` or `minutes`, not both."""

    track: str = "fastapi"
    question_ids: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=50)
    topics: tuple[str, ...] = Field(default=(), max_length=50, description="topics or topic/subtopic paths")
    level: Level | None = None
    count: int | None = Field(default=None, ge=1, le=50)
    minutes: int | None = Field(default=None, ge=3, le=120, description="three minutes a question")
    source: Literal["everything", "essentials", "due", "weakest", "sample"] = Field(
        default="everything", description="where they are drawn from; sample is the two-minute first interview"
    )
    mode: Mode = Mode.PRACTICE
    seed: int | None = Field(default=None, ge=0, lt=2**31)


class InterviewOut(Value):
    id: str
    track: str
    mode: Mode
    phase: Phase
    number: int
    of: int
    seed: int
    source: Source
    examples: tuple[str, ...] = Field(description="an example answer to each question of a sample interview")


class SubtopicOut(Value):
    id: str
    name: str
    questions: int


class TopicOut(Value):
    id: str
    name: str
    questions: int
    subtopics: tuple[SubtopicOut, ...]


class TrackOut(Value):
    id: str
    name: str
    about: str
    questions: int
    levels: dict[Level, int]
    essentials: int = Field(description="how many questions are essentials")
    sample: int = Field(description="how many questions the sample interview has; 0 where there is none")
    topics: tuple[TopicOut, ...]


class GraderOut(Value):
    """The grader that grades now. `about` is what a candidate should know of it, in a sentence or two."""

    name: Literal["embedded", "llm"]
    version: str
    model: str | None = None
    live: bool = Field(description="false while the model cannot be reached; answers are stored and graded later")
    about: str


class HealthOut(Value):
    status: Literal["ok"] = "ok"
    version: str
    grader: GraderOut


class ErrorOut(Value):
    """Every error: a code for programs, a sentence for people, and the field where there is one."""

    code: str
    message: str
    field: str | None = None
