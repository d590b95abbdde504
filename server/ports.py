"""What we need from the world, as Protocols of a few lines; `main` hands the fulfilments in."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from pydantic import Field

from server.domain.event import Event
from server.domain.grade import Feedback, Graded, Line, NotGraded, Reason
from server.domain.interview import Interview, Mode
from server.domain.rubric import Rubric
from server.domain.value import Value
from server.errors import Unavailable
from server.protocol import Channel

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some start; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None: ...


# The language model


class Message(Value):
    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(Protocol):
    """One prompt file. `text` is its canonical text, and `version` the hash of that."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def text(self) -> str: ...
    def message(self, **inputs: object) -> Message:
        """The prompt with exactly its declared inputs filled in, as data and never as template."""
        ...


class ChatRequest(Value):
    """`schema_body` is the JSON Schema the reply must satisfy, where it must be JSON."""

    messages: tuple[Message, ...]
    max_tokens: int
    schema_name: str | None = None
    schema_body: dict[str, object] | None = None


class Text(Value):
    """More of the reply."""

    text: str


class Finished(Value):
    """The reply is complete: the upstream said so. Usage is None where the upstream did not tell.

    `settings` is what was really sent: a setting that the endpoint refuses is left out.
    """

    model_served: str | None
    tokens_in: int | None
    tokens_out: int | None
    settings: dict[str, str | int | float | bool | None] = {}


class ModelFailed(Unavailable):
    """The model did not give a complete reply. `retryable` soon, or only after an operator has changed something.

    The message is for the operator's log; it holds no key, no prompt and no upstream text.
    """

    code = "model_failed"

    def __init__(self, reason: Reason, message: str, *, retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after


class ChatModel(Protocol):
    """One language model at one endpoint. A stream ends with Finished, or raises ModelFailed."""

    name: str

    def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]: ...

    def count_tokens(self, text: str) -> int:
        """Tokens of this text, exactly or estimated with a similar model's vocabulary."""
        ...

    async def close(self) -> None: ...


# Grading


class Case(Value):
    """One answer to grade. `given` is what the candidate was shown: repeating it is no evidence."""

    rubric: Rubric
    answer: str
    given: tuple[str, ...] = ()


class Grader(Protocol):
    """Streams each verdict as it is verified, then the whole grade, always last, whatever happens."""

    name: str
    version: str

    def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]: ...


class Piece(Value):
    """More of the feedback on one channel. `restart` clears what this writer had said so far, on every channel."""

    channel: Channel
    text: str
    restart: bool = False


class FeedbackWriter(Protocol):
    """Streams feedback on a graded answer in pieces, then the whole, always last, whatever happens."""

    def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]: ...


# Storage


class StoredMove(Value):
    """A move that was taken. `digest` tells whether a repeat is the same move."""

    digest: str
    seq: int


class StoredAnswer(Value):
    """`point` is the key point that a follow-up asked about; the case it is graded by is that one point."""

    id: str
    interview_id: str
    seq: int = Field(description="of its event")
    question_id: str
    rubric_version: str
    text: str
    via: Literal["typed", "spoken"]
    raw: str | None = None
    point: str | None = None
    number: int
    ask: str
    at: datetime


class StoredGrade(Value):
    """`seq` is None while a timed interview holds the event back."""

    answer_id: str
    version: int
    graded: Graded
    seq: int | None = None


class StoredFeedback(Value):
    answer_id: str
    version: int
    feedback: Feedback
    seq: int | None = None


JobKind = Literal["grade", "feedback"]


class Job(Value):
    """Work on one version of one answer. `claim` rises with every claim and fences off earlier ones."""

    id: int = 0
    kind: JobKind
    interview_id: str
    answer_id: str
    version: int
    grader: str
    estimate: bool = False
    state: Literal["waiting", "running", "done"] = "waiting"
    claim: int = 0
    tries: int = 0
    due_at: datetime
    lease_until: datetime | None = None
    made_at: datetime
    reason: str | None = Field(default=None, description="why it was last put back")


class InterviewCard(Value):
    """An interview as a list shows it."""

    id: str
    track: str
    mode: Mode
    phase: str
    number: int
    of: int
    made_at: datetime


class Interviews(Protocol):
    def add(self, interview: Interview, made_at: datetime) -> None: ...
    def get(self, interview_id: str) -> Interview:
        """NotFound where there is none."""
        ...

    def save(self, interview: Interview) -> None: ...
    def newest(self, person: str, limit: int) -> list[InterviewCard]: ...


class Events(Protocol):
    def append(self, interview_id: str, at: datetime, kind: str, data: Value) -> int:
        """Write the next event; its `seq` is the head plus one, taken in this transaction."""
        ...

    def since(self, interview_id: str, seq: int, limit: int | None = None) -> list[Event]: ...
    def head(self, interview_id: str) -> int: ...


class Moves(Protocol):
    def find(self, interview_id: str, cmid: str) -> StoredMove | None: ...
    def add(self, interview_id: str, cmid: str, move: StoredMove) -> None: ...


class Answers(Protocol):
    def add(self, answer: StoredAnswer) -> None: ...
    def get(self, answer_id: str) -> StoredAnswer: ...
    def newest(self, interview_id: str) -> StoredAnswer | None: ...
    def of(self, interview_id: str, number: int) -> list[StoredAnswer]:
        """The answers to one main question and its follow-ups, oldest first."""
        ...


class Grades(Protocol):
    def add(self, one: StoredGrade) -> None: ...
    def of(self, answer_id: str) -> list[StoredGrade]: ...
    def held_back(self, interview_id: str) -> list[StoredGrade]:
        """Grades whose event is not written yet, in the order in which they were answered."""
        ...

    def published(self, answer_id: str, version: int, seq: int) -> None: ...


class Feedbacks(Protocol):
    def add(self, one: StoredFeedback) -> None: ...
    def held_back(self, interview_id: str) -> list[StoredFeedback]: ...
    def published(self, answer_id: str, version: int, seq: int) -> None: ...


class Jobs(Protocol):
    def add(self, job: Job) -> None: ...
    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[Job]:
        """Take up to `limit` jobs that are due and waiting, or whose lease ran out."""
        ...

    def renew(self, job: Job, lease_until: datetime) -> bool:
        """Whether the claim is still ours."""
        ...

    def finish(self, job: Job) -> bool:
        """running > done, only while the claim is still ours; whether it was."""
        ...

    def put_back(self, job: Job, due_at: datetime, reason: str) -> bool:
        """running > waiting until `due_at`, only while the claim is still ours; whether it was."""
        ...

    def hurry(self, answer_id: str, now: datetime) -> bool:
        """Make the unfinished grade job of this answer due now; whether there is one (running ones count).

        Its reason is forgotten, so that whoever asked is told again why, should it fail again.
        """
        ...

    def release_all(self) -> int:
        """Free every lease of a process that is known to be gone; how many there were."""
        ...

    def next_due(self) -> datetime | None:
        """When the next waiting job is due or the next lease runs out."""
        ...

    def newest(self, answer_id: str) -> Job | None:
        """The newest grade job of this answer, estimates left out."""
        ...

    def unfinished(self, interview_id: str) -> list[Job]:
        """The grade jobs of this interview that are not done, estimates left out."""
        ...


class Drafts(Protocol):
    def put(self, interview_id: str, about: int, text: str) -> None: ...
    def get(self, interview_id: str) -> tuple[int, str] | None: ...


class Documents(Protocol):
    """Bodies of rubrics and prompts by version, kept from first use for good."""

    def put(self, kind: str, name: str, version: str, body: str) -> None: ...
    def get(self, kind: str, name: str, version: str) -> str | None: ...


class Repositories(Protocol):
    """All repositories, inside one transaction."""

    @property
    def interviews(self) -> Interviews: ...
    @property
    def events(self) -> Events: ...
    @property
    def moves(self) -> Moves: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def grades(self) -> Grades: ...
    @property
    def feedbacks(self) -> Feedbacks: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def documents(self) -> Documents: ...


class Store(Protocol):
    """The database. A unit of work is a plain function, so it cannot wait for anything inside a transaction."""

    epoch: str

    async def write(self, unit: Callable[[Repositories], T]) -> T:
        """Run the unit in a transaction of its own; returns after COMMIT, raises with nothing stored."""
        ...

    async def read(self, query: Callable[[Repositories], T]) -> T:
        """Run a query that sees all that was committed before the call."""
        ...

    async def close(self) -> None: ...


# Wake-ups and live streams


class Live(Value):
    """A piece of a live stream, on its way to whoever watches."""

    stream_id: str
    answer_id: str
    line: Line | None = None
    channel: Channel | None = None
    text: str = ""


class InFlight(Value):
    """What a stream that is not over has said so far."""

    stream_id: str
    answer_id: str
    lines: tuple[Line, ...] = ()
    texts: dict[Channel, str] = {}


class Watcher(Protocol):
    """One socket's view of one interview."""

    def in_flight(self) -> list[InFlight]:
        """Every stream that is not over; `take` goes on from here."""
        ...

    async def wait(self) -> None:
        """Until something happened: the log has grown, or live pieces have come."""
        ...

    def nudge(self) -> None:
        """Let `wait` return, for this watcher only, as if the log had grown."""
        ...

    def log_grew(self) -> bool:
        """Whether the log may have grown since the last call."""
        ...

    def take(self) -> list[Live]:
        """The pieces that came since the last call, texts of one stream and channel joined."""
        ...


class EventBus(Protocol):
    """Wakes the watchers of an interview. A wake-up carries no data; the log is in the database."""

    def wake(self, interview_id: str) -> None: ...
    def say(self, interview_id: str, piece: Live) -> None: ...
    def hush(self, interview_id: str, stream_id: str) -> None:
        """The stream is over: forget it, its whole is in the log or it failed."""
        ...

    def watch(self, interview_id: str) -> AbstractContextManager[Watcher]: ...
