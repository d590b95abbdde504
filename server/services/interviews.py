"""Interviews: drawing the questions, pinning their versions and asking the first one, in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from server.domain.bank import Bank, Pinned, draw
from server.domain.choice import by_due, by_weakness
from server.domain.event import QuestionData
from server.domain.interview import Interview, Mode, Part, PlannedQuestion, Source
from server.domain.knowledge import by_topic
from server.domain.question import Level, Question, SampleKind
from server.domain.rubric import KeyPoint, named_twice
from server.domain.value import Value
from server.errors import Forbidden, Invalid
from server.ports import Clock, InterviewCard, Recall, Repositories, Store
from server.services.progress import knowledge_of

DEFAULT_COUNT = 5
MINUTES_A_QUESTION = 3
NEWEST = 20


class Wish(Value):
    """What a person asks an interview to be; questions are named, or drawn from a source, topics and level."""

    track: str
    question_ids: tuple[str, ...] | None = None
    topics: tuple[str, ...] = ()
    level: Level | None = None
    count: int | None = None
    minutes: int | None = None
    source: Source = Source.EVERYTHING
    mode: Mode = Mode.PRACTICE
    seed: int | None = None


class Interviews:
    def __init__(
        self,
        store: Store,
        bank: Bank,
        recall: Recall,
        clock: Clock,
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
    ) -> None:
        self._store = store
        self._bank = bank
        self._recall = recall
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed

    async def open(self, person: str, wish: Wish) -> Interview:
        """A new interview with its first question asked. Invalid or NotFound, naming the field, for a bad wish."""
        seed = wish.seed if wish.seed is not None else self._new_seed()
        questions = await self._chosen(person, wish, seed)
        interview = Interview(
            id=self._new_id(),
            person=person,
            track=wish.track,
            mode=wish.mode,
            source=wish.source if wish.question_ids is None else Source.NAMED,
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

    def examples(self, interview: Interview) -> tuple[str, ...]:
        """For a sample interview, an example answer to each of its questions; none for any other."""
        if interview.source is not Source.SAMPLE:
            return ()
        asked = [self._bank.questions.get(planned.question_id) for planned in interview.plan]
        return tuple(_example(question) if question is not None else "" for question in asked)

    async def _chosen(self, person: str, wish: Wish, seed: int) -> tuple[Question, ...]:
        if wish.count is not None and wish.minutes is not None:
            raise Invalid("count, minutes: expected one of them, got both. Leave one out.", field="count")
        if wish.question_ids is not None:
            return self._named(wish.track, wish.question_ids)
        if wish.source is Source.SAMPLE:
            return self._sampled(wish.track)
        count = wish.count or (wish.minutes or 0) // MINUTES_A_QUESTION or DEFAULT_COUNT
        offered = self._bank.within(wish.track, wish.topics, wish.level)
        if wish.source is Source.ESSENTIALS:
            offered = _some(wish, [q for q in self._bank.essentials(wish.track) if q in offered])
        if wish.source in (Source.DUE, Source.WEAKEST):
            return await self._lacking(person, wish, offered, count)
        asked = await self._store.read(lambda repos: repos.attempts.last_asked(person, wish.track))
        return draw(offered, count, seed, asked)

    async def _lacking(self, person: str, wish: Wish, offered: Sequence[Question], count: int) -> tuple[Question, ...]:
        """What is due or weakest of what is offered, the most pressing first; no seed has a say in it."""
        now = self._clock.now()
        known = await self._store.read(
            lambda repos: knowledge_of(repos, self._bank, self._recall, person, wish.track, now)
        )
        by_id = {question.id: question for question in offered}
        points = [point for point in known.points if point.question_id in by_id]
        track = self._bank.track(wish.track)
        wanted = (
            by_due(points, now) if wish.source is Source.DUE else by_weakness(by_topic(track, offered, points), points)
        )
        return _some(wish, [by_id[one] for one in wanted if one in by_id])[:count]

    def _sampled(self, track: str) -> tuple[Question, ...]:
        questions = self._bank.sample(track)
        if not questions:
            raise Invalid(
                f"source: expected a source that the track {track!r} has, got 'sample'. "
                "Name its questions in track.yaml, or start with 'everything'.",
                field="source",
            )
        return questions

    def _named(self, track: str, question_ids: tuple[str, ...]) -> tuple[Question, ...]:
        questions = tuple(self._bank.question(question_id) for question_id in question_ids)
        stray = next((q for q in questions if q.track != track), None)
        if stray is not None:
            raise Invalid(
                f"question_ids: expected questions of the track {track!r}, got {stray.id!r} of {stray.track!r}. "
                f"Leave it out, or choose the track {stray.track!r}.",
                field="question_ids",
            )
        twice = named_twice(question_ids)
        if twice is not None:
            raise Invalid(
                f"question_ids: expected each question once, got {twice!r} more than once. Name it only once.",
                field="question_ids",
            )
        return questions


_NONE_LEFT = {
    Source.ESSENTIALS: "no essential question matches these topics and this level. Choose more of them.",
    Source.DUE: "nothing is due today among these topics. Rehearse something new with source 'everything'.",
    Source.WEAKEST: "there is nothing weak to go by yet. Answer a few questions from 'everything' first.",
}


def _some(wish: Wish, questions: Sequence[Question]) -> tuple[Question, ...]:
    if not questions:
        raise Invalid(f"source: {_NONE_LEFT[wish.source]}", field="source")
    return tuple(questions)


def _example(question: Question) -> str:
    """A partial sample shows most: points that landed, and some that did not."""
    partial = [sample.text for sample in question.samples if sample.kind is SampleKind.PARTIAL]
    return (partial or [sample.text for sample in question.samples])[0]


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
