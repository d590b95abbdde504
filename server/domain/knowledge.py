"""Knowledge: what a person can say of each key point, when it is due again, and how that adds up by topic."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from server.domain.attempt import Attempt
from server.domain.bank import Track
from server.domain.grade import Verdict
from server.domain.question import Question
from server.domain.value import Value


class Recalled(StrEnum):
    """How well one key point came to mind in one unprompted answer."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"


class Review(Value):
    """One moment at which a key point could have been said."""

    at: datetime
    recalled: Recalled


class Standing(StrEnum):
    """How a key point stands now: said when last asked, half said or due again, not said, or never asked about."""

    SOLID = "solid"
    SHAKY = "shaky"
    MISSED = "missed"
    NEW = "new"


class PointKnowledge(Value):
    """One key point of one question. `due_at` is None where it was never asked about."""

    question_id: str
    point: str
    says: str
    weight: float
    standing: Standing
    due_at: datetime | None = None


class Known(Value):
    """How many key points stand how."""

    solid: int = Field(ge=0)
    shaky: int = Field(ge=0)
    missed: int = Field(ge=0)
    new: int = Field(ge=0)

    @property
    def met(self) -> int:
        """The points that were asked about at least once."""
        return self.solid + self.shaky + self.missed

    @property
    def share(self) -> float:
        """From 0 to 1: how much of what was met is known; a shaky point counts half."""
        return (self.solid + self.shaky / 2) / self.met if self.met else 0.0


class SubtopicKnowledge(Value):
    id: str
    name: str
    questions: int
    answered: int
    known: Known


class TopicKnowledge(Value):
    id: str
    name: str
    questions: int
    answered: int
    known: Known
    subtopics: tuple[SubtopicKnowledge, ...]


PointKey = tuple[str, str]
"""A question's id and the id of one of its key points."""


def reviews(attempts: Iterable[Attempt]) -> dict[PointKey, list[Review]]:
    """What each graded, unprompted attempt says about each key point, oldest first.

    A point that was said after a hint counts as partly recalled: it did not come to mind unaided.
    """
    found: dict[PointKey, list[Review]] = {}
    for attempt in sorted(attempts, key=lambda one: one.at):
        if not attempt.counts or attempt.graded is None:
            continue
        for line in attempt.graded.sheet.points:
            review = Review(at=attempt.at, recalled=_recalled(line.verdict, hinted=attempt.hinted))
            found.setdefault((attempt.question_id, line.id), []).append(review)
    return found


def _recalled(verdict: Verdict, *, hinted: bool) -> Recalled:
    match verdict:
        case Verdict.COVERED:
            return Recalled.PARTLY if hinted else Recalled.WELL
        case Verdict.PARTIAL:
            return Recalled.PARTLY
        case Verdict.MISSED | Verdict.CONTRADICTED:
            return Recalled.NOT


def standing(last: Recalled, due_at: datetime, now: datetime) -> Standing:
    """A point is solid while it was said when last asked and is not due again."""
    if last is Recalled.NOT:
        return Standing.MISSED
    return Standing.SOLID if last is Recalled.WELL and now < due_at else Standing.SHAKY


def point_knowledge(
    questions: Iterable[Question],
    reviewed: Mapping[PointKey, Sequence[Review]],
    due: Mapping[PointKey, datetime],
    now: datetime,
) -> list[PointKnowledge]:
    """Every key point of these questions, as their files have it now."""
    return [
        PointKnowledge(
            question_id=question.id,
            point=point.id,
            says=point.says,
            weight=point.weight,
            standing=standing(reviewed[key][-1].recalled, due[key], now) if key in reviewed else Standing.NEW,
            due_at=due.get(key),
        )
        for question in questions
        for point in question.key_points
        for key in [(question.id, point.id)]
    ]


def by_topic(track: Track, questions: Sequence[Question], points: Iterable[PointKnowledge]) -> list[TopicKnowledge]:
    """The track's tree with what is known of each branch."""
    standings: dict[str, Counter[Standing]] = {}
    answered: set[str] = set()
    for point in points:
        topic, subtopic, _ = point.question_id.split("/")
        for place in (topic, f"{topic}/{subtopic}"):
            standings.setdefault(place, Counter())[point.standing] += 1
        if point.standing is not Standing.NEW:
            answered.add(point.question_id)

    def branch(place: str) -> dict[str, object]:
        mine = [q.id for q in questions if q.id.startswith(f"{place}/")]
        counted = standings.get(place, Counter())
        known = Known(**{one.value: counted[one] for one in Standing})
        return {"questions": len(mine), "answered": len(answered & set(mine)), "known": known}

    return [
        TopicKnowledge(
            id=topic.id,
            name=topic.name,
            subtopics=tuple(
                SubtopicKnowledge.model_validate({"id": sub.id, "name": sub.name, **branch(f"{topic.id}/{sub.id}")})
                for sub in topic.subtopics
            ),
            **branch(topic.id),  # pyright: ignore[reportArgumentType] - validated by the class
        )
        for topic in track.topics
    ]
