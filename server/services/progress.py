"""Progress: what a person knows of a track, what is due, how it went over time, and every attempt at one question.

All of it is computed from the attempts whenever it is asked for, so that a late grade or a better rubric shows.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from pydantic import Field

from server.domain.attempt import Attempt, Difference, difference, scores_of
from server.domain.bank import Bank
from server.domain.choice import by_due, due_points, weakest
from server.domain.event import Scores
from server.domain.grade import PointLine, Points
from server.domain.knowledge import PointKnowledge, TopicKnowledge, by_topic, point_knowledge, reviews
from server.domain.value import Value
from server.ports import Clock, Recall, Repositories, Store


class DueQuestion(Value):
    """A question with key points due today. Which points they are is not told: that would be half the answer."""

    question_id: str
    topic: str
    ask: str
    points: int


class TrendPoint(Value):
    """One interview's means over its first answers, by one version of one grader."""

    interview_id: str
    at: datetime
    grader: str
    grader_version: str
    questions: int
    technical: Points
    phrasing: Points


class ProgressReport(Value):
    """Moments are instants; the reader's own calendar makes days of them."""

    track: str
    topics: tuple[TopicKnowledge, ...]
    due: tuple[DueQuestion, ...]
    upcoming: tuple[datetime, ...] = Field(description="when each further key point falls due, the soonest first")
    weakest: tuple[str, ...] = Field(description="subtopics as topic/subtopic, the weakest first")
    trend: tuple[TrendPoint, ...]
    answered_at: tuple[datetime, ...]


class PastAttempt(Value):
    """One attempt at a question; `since` is what changed since the graded one before it."""

    interview_id: str
    at: datetime
    number: int
    first: bool
    hinted: bool
    text: str
    grader: str | None = None
    grader_version: str | None = None
    rubric_version: str
    estimate: bool = False
    scores: Scores | None = None
    points: tuple[PointLine, ...] = ()
    held: tuple[str, ...] = Field(default=(), description="the misconceptions held, as their claims")
    since: Difference | None = None


class QuestionHistory(Value):
    question_id: str
    topic: str
    ask: str
    attempts: tuple[PastAttempt, ...]


class Knowledge(NamedTuple):
    """What one person knows of one track now."""

    attempts: list[Attempt]
    points: list[PointKnowledge]
    topics: list[TopicKnowledge]


def knowledge_of(repos: Repositories, bank: Bank, recall: Recall, person: str, track: str, now: datetime) -> Knowledge:
    """Everything that follows from the attempts of this person in this track."""
    attempts = repos.attempts.of(person, track)
    questions = bank.within(track)
    reviewed = reviews(attempts)
    due = {key: recall.due_at(seen) for key, seen in reviewed.items()}
    points = point_knowledge(questions, reviewed, due, now)
    return Knowledge(attempts, points, by_topic(bank.track(track), questions, points))


class Progress:
    def __init__(self, store: Store, bank: Bank, recall: Recall, clock: Clock) -> None:
        self._store = store
        self._bank = bank
        self._recall = recall
        self._clock = clock

    async def of(self, person: str, track: str) -> ProgressReport:
        """NotFound where there is no such track."""
        self._bank.track(track)
        now = self._clock.now()
        return await self._store.read(
            lambda repos: self._report(track, knowledge_of(repos, self._bank, self._recall, person, track, now), now)
        )

    async def history(self, person: str, question_id: str) -> QuestionHistory:
        """Every attempt at one question, oldest first. NotFound where the bank does not have it."""
        question = self._bank.question(question_id)
        attempts = await self._store.read(lambda repos: repos.attempts.of(person, question_ids=[question_id]))
        return QuestionHistory(
            question_id=question_id,
            topic=self._topic(question_id),
            ask=question.ask,
            attempts=tuple(_past(attempt, attempts[:place]) for place, attempt in enumerate(attempts)),
        )

    def _report(self, track: str, known: Knowledge, now: datetime) -> ProgressReport:
        due = due_points(known.points, now)
        today = {(point.question_id, point.point) for point in due}
        counted = Counter(point.question_id for point in due)
        later = sorted(p.due_at for p in known.points if p.due_at is not None and (p.question_id, p.point) not in today)
        return ProgressReport(
            track=track,
            topics=tuple(known.topics),
            due=tuple(
                DueQuestion(
                    question_id=question_id,
                    topic=self._topic(question_id),
                    ask=self._bank.question(question_id).ask,
                    points=counted[question_id],
                )
                for question_id in by_due(known.points, now)
            ),
            upcoming=tuple(later),
            weakest=tuple(weakest(known.topics)),
            trend=_trend(known.attempts),
            answered_at=tuple(attempt.at for attempt in known.attempts),
        )

    def _topic(self, question_id: str) -> str:
        return self._bank.pinned(question_id).topic


def last_graded(attempts: Sequence[Attempt]) -> Attempt | None:
    """The newest of these attempts that has a grade."""
    return next((attempt for attempt in reversed(attempts) if attempt.graded is not None), None)


def _past(attempt: Attempt, earlier: Sequence[Attempt]) -> PastAttempt:
    graded, before = attempt.graded, last_graded(earlier)
    plain = PastAttempt(
        interview_id=attempt.interview_id,
        at=attempt.at,
        number=attempt.number,
        first=attempt.first,
        hinted=attempt.hinted,
        text=attempt.text,
        rubric_version=attempt.rubric_version,
    )
    if graded is None:
        return plain
    return plain.model_copy(
        update={
            "grader": graded.provenance.grader,
            "grader_version": graded.provenance.grader_version,
            "estimate": graded.estimate,
            "scores": scores_of(graded.sheet),
            "points": graded.sheet.points,
            "held": tuple(line.claims for line in graded.sheet.misconceptions if line.held),
            "since": difference(before, graded) if before is not None else None,
        }
    )


def _trend(attempts: Sequence[Attempt]) -> tuple[TrendPoint, ...]:
    def made_by(attempt: Attempt) -> tuple[str, str, str]:
        assert attempt.graded is not None
        made = attempt.graded.provenance
        return attempt.interview_id, made.grader, made.grader_version

    counting = sorted((attempt for attempt in attempts if attempt.counts), key=made_by)
    points = [_trend_point(key, list(group)) for key, group in groupby(counting, key=made_by)]
    return tuple(sorted(points, key=lambda point: point.at))


def _trend_point(made_by: tuple[str, str, str], attempts: Sequence[Attempt]) -> TrendPoint:
    sheets = [attempt.graded.sheet for attempt in attempts if attempt.graded is not None]
    return TrendPoint(
        interview_id=made_by[0],
        at=min(attempt.at for attempt in attempts),
        grader=made_by[1],
        grader_version=made_by[2],
        questions=len(sheets),
        technical=round(fmean(sheet.technical for sheet in sheets), 1),
        phrasing=round(fmean(sheet.phrasing for sheet in sheets), 1),
    )
