"""Interviews: drawing the questions, pinning their versions and asking the first one, in one transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from server.domain.bank import Bank, Pinned, draw
from server.domain.event import QuestionData
from server.domain.interview import Interview, Mode, Part, PlannedQuestion
from server.domain.question import Level, Question
from server.domain.rubric import KeyPoint
from server.domain.value import Value
from server.errors import Forbidden, Invalid
from server.ports import Clock, InterviewCard, Repositories, Store

DEFAULT_COUNT = 5
MINUTES_A_QUESTION = 3
NEWEST = 20


class Wish(Value):
    """What a person asks an interview to be; questions are named, or drawn from topics and level."""

    track: str
    question_ids: tuple[str, ...] | None = None
    topics: tuple[str, ...] = ()
    level: Level | None = None
    count: int | None = None
    minutes: int | None = None
    mode: Mode = Mode.PRACTICE
    seed: int | None = None


class Interviews:
    def __init__(
        self, store: Store, bank: Bank, clock: Clock, new_id: Callable[[], str], new_seed: Callable[[], int]
    ) -> None:
        self._store = store
        self._bank = bank
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed

    async def open(self, person: str, wish: Wish) -> Interview:
        """A new interview with its first question asked. Invalid or NotFound, naming the field, for a bad wish."""
        seed = wish.seed if wish.seed is not None else self._new_seed()
        questions = self._chosen(wish, seed)
        interview = Interview(
            id=self._new_id(),
            person=person,
            track=wish.track,
            mode=wish.mode,
            seed=seed,
            plan=tuple(PlannedQuestion(question_id=q.id, version=q.version) for q in questions),
        )
        now = self._clock.now()

        def unit(repos: Repositories) -> Interview:
            repos.interviews.add(interview, now)
            for question in questions:
                pinned = self._bank.pinned(question.id)
                repos.documents.put("question", question.id, question.version, pinned.model_dump_json())
            return ask(repos, interview, now)

        return await self._store.write(unit)

    async def newest(self, person: str) -> list[InterviewCard]:
        return await self._store.read(lambda repos: repos.interviews.newest(person, NEWEST))

    async def get(self, person: str, interview_id: str) -> Interview:
        """The interview; NotFound where there is none, Forbidden where it is another person's."""
        return await self._store.read(lambda repos: owned(repos, interview_id, person))

    def _chosen(self, wish: Wish, seed: int) -> tuple[Question, ...]:
        if wish.count is not None and wish.minutes is not None:
            raise Invalid("count, minutes: expected one of them, got both. Leave one out.", field="count")
        if wish.question_ids is not None:
            return self._named(wish.track, wish.question_ids)
        count = wish.count or (wish.minutes or 0) // MINUTES_A_QUESTION or DEFAULT_COUNT
        return draw(self._bank.within(wish.track, wish.topics, wish.level), count, seed)

    def _named(self, track: str, question_ids: tuple[str, ...]) -> tuple[Question, ...]:
        questions = tuple(self._bank.question(question_id) for question_id in question_ids)
        stray = next((q for q in questions if q.track != track), None)
        if stray is not None:
            raise Invalid(
                f"question_ids: expected questions of the track {track!r}, got {stray.id!r} of {stray.track!r}.",
                field="question_ids",
            )
        return questions


def owned(repos: Repositories, interview_id: str, person: str) -> Interview:
    """The interview, for its owner only."""
    interview = repos.interviews.get(interview_id)
    if interview.person != person:
        raise Forbidden("This interview is another person's. Ask them to share it with you.")
    return interview


def pinned(repos: Repositories, question_id: str, version: str) -> Pinned:
    """The question as it was when the interview was made."""
    body = repos.documents.get("question", question_id, version)
    if body is None:
        raise LookupError(f"question {question_id} {version} was never stored")
    return _read(body)


@lru_cache(maxsize=1024)
def _read(body: str) -> Pinned:
    """Kept, because a rubric is read for every move and never changes."""
    return Pinned.model_validate_json(body)


def ask(repos: Repositories, interview: Interview, now: datetime, follow_up: KeyPoint | None = None) -> Interview:
    """Write the question event of the interview's current question (or its follow-up) and save the interview."""
    current = interview.current
    question = pinned(repos, current.question_id, current.version)
    deadline = now + timedelta(minutes=MINUTES_A_QUESTION) if interview.mode is Mode.TIMED else None
    seq = repos.events.append(
        interview.id,
        now,
        "question",
        QuestionData(
            number=interview.number,
            of=len(interview.plan),
            part=Part.MAIN if follow_up is None else Part.FOLLOW_UP,
            question_id=current.question_id,
            rubric_version=current.version,
            ask=question.rubric.ask if follow_up is None else follow_up.probe,
            topic=question.topic,
            hints=len(question.hints) if follow_up is None and interview.mode is Mode.PRACTICE else 0,
            deadline=deadline,
        ),
    )
    asked = interview.model_copy(update={"open_seq": seq, "deadline": deadline})
    repos.interviews.save(asked)
    return asked
