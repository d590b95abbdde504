"""Storage: what is stored, the repositories, and the store that runs units of work on them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from pydantic import Field

from server.domain.attempt import Attempt
from server.domain.event import Event
from server.domain.grade import Feedback, Graded
from server.domain.interview import Interview, Mode, Source
from server.domain.value import Value
from server.ports.spending import Spending

T = TypeVar("T")


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
    source: Source
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


class Attempts(Protocol):
    """What a person has answered so far; sample interviews and held-back grades are left out."""

    def of(self, person: str, track: str | None = None, question_ids: Sequence[str] | None = None) -> list[Attempt]:
        """Every attempt, or those of one track or of some questions, oldest first."""
        ...

    def last_asked(self, person: str, track: str) -> dict[str, datetime]:
        """When each question of the track was last answered, by question id."""
        ...


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
    def attempts(self) -> Attempts: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def spending(self) -> Spending: ...


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
