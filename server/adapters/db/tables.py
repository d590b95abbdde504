"""Tables: the rows of the database. They never leave this drawer; repositories turn them into values."""

# SQLModel types __tablename__ as a declared_attr, but documents a plain string.
# pyright: reportAssignmentType=false

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Index, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def _utc(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Utc, nullable=nullable))


def _json() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


def _text(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(Text, nullable=nullable))


class MetaRow(SQLModel, table=True):
    """Facts about this database; `epoch` is one random text, so that a client notices another database."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class InterviewRow(SQLModel, table=True):
    """`head` is the seq of the newest event; taking the next one is an UPDATE of this row."""

    __tablename__ = "interviews"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    track: str
    mode: str
    source: str = Field(default="everything", sa_column_kwargs={"server_default": "everything"})
    seed: int
    plan: list[Any] = _json()
    phase: str
    paused_from: str | None = None
    number: int
    part: str
    followed: list[str] = _json()
    open_seq: int
    deadline: datetime | None = _utc(nullable=True)
    head: int = 0
    made_at: datetime = _utc()


class EventRow(SQLModel, table=True):
    __tablename__ = "events"
    interview_id: str = Field(primary_key=True, foreign_key="interviews.id")
    seq: int = Field(primary_key=True)
    at: datetime = _utc()
    kind: str
    data: dict[str, Any] = _json()


class MoveRow(SQLModel, table=True):
    """The primary key is what makes a move idempotent."""

    __tablename__ = "moves"
    interview_id: str = Field(primary_key=True, foreign_key="interviews.id")
    cmid: str = Field(primary_key=True)
    digest: str
    seq: int


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answers"
    id: str = Field(primary_key=True)
    interview_id: str = Field(index=True, foreign_key="interviews.id")
    seq: int
    question_id: str
    rubric_version: str
    number: int
    point: str | None = None
    ask: str = _text()
    text: str = _text()
    raw: str | None = _text(nullable=True)
    via: str
    at: datetime = _utc()


class GradeRow(SQLModel, table=True):
    """The primary key is what keeps an answer from being graded twice; `seq` is null while held back."""

    __tablename__ = "grades"
    answer_id: str = Field(primary_key=True, foreign_key="answers.id")
    version: int = Field(primary_key=True)
    graded: dict[str, Any] = _json()
    seq: int | None = None


class FeedbackRow(SQLModel, table=True):
    __tablename__ = "feedbacks"
    answer_id: str = Field(primary_key=True, foreign_key="answers.id")
    version: int = Field(primary_key=True)
    feedback: dict[str, Any] = _json()
    seq: int | None = None


class JobRow(SQLModel, table=True):
    __tablename__ = "jobs"
    __table_args__ = (
        Index("one_job_per_version", "kind", "answer_id", "version", unique=True),
        Index("jobs_due", "state", "due_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    interview_id: str = Field(index=True, foreign_key="interviews.id")
    answer_id: str = Field(foreign_key="answers.id")
    version: int
    grader: str
    estimate: bool
    state: str
    claim: int
    tries: int
    due_at: datetime = _utc()
    lease_until: datetime | None = _utc(nullable=True)
    made_at: datetime = _utc()
    reason: str | None = None


class DraftRow(SQLModel, table=True):
    __tablename__ = "drafts"
    interview_id: str = Field(primary_key=True, foreign_key="interviews.id")
    about: int
    text: str = _text()


class DocumentRow(SQLModel, table=True):
    """Bodies of rubrics and prompts by version, kept for good."""

    __tablename__ = "documents"
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    body: str = _text()


class SpendingRow(SQLModel, table=True):
    """One call to the language model, in tokens. `spent` is null until it is over; `day` is 2026-03-04, in UTC."""

    __tablename__ = "spending"
    __table_args__ = (Index("spending_of_a_day", "day", "person"),)
    id: int | None = Field(default=None, primary_key=True)
    day: str
    person: str
    answer_id: str = Field(index=True, foreign_key="answers.id")
    claim: int
    reserved: int
    spent: int | None = None


# The tables for Core queries: repositories name columns as `interviews.c.id`.
_tables = SQLModel.metadata.tables
meta = _tables["meta"]
interviews = _tables["interviews"]
events = _tables["events"]
moves = _tables["moves"]
answers = _tables["answers"]
grades = _tables["grades"]
feedbacks = _tables["feedbacks"]
jobs = _tables["jobs"]
drafts = _tables["drafts"]
documents = _tables["documents"]
spending = _tables["spending"]
