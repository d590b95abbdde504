"""Choice: which questions to rehearse next, by what is due and by what is weakest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from server.domain.knowledge import Known, PointKnowledge, Standing, TopicKnowledge

DUE_AHEAD = timedelta(hours=12)
"""What falls due within half a day is due today: who rehearses each evening is not sent away for an hour."""

WEAKEST_SUBTOPICS = 3


def due_points(points: Iterable[PointKnowledge], now: datetime) -> list[PointKnowledge]:
    """The key points to be asked about today, the longest overdue first."""
    due = [(point.due_at, point) for point in points if point.due_at is not None and point.due_at <= now + DUE_AHEAD]
    return [point for _, point in sorted(due, key=lambda pair: pair[0])]


def by_due(points: Iterable[PointKnowledge], now: datetime) -> list[str]:
    """The questions with points due today: those with the most weight due first."""
    weight: dict[str, float] = {}
    for point in due_points(points, now):
        weight[point.question_id] = weight.get(point.question_id, 0) + point.weight
    return sorted(weight, key=lambda question_id: -weight[question_id])


def by_weakness(topics: Sequence[TopicKnowledge], points: Iterable[PointKnowledge]) -> list[str]:
    """The questions of the weakest subtopics met so far: first those with points missed or shaky, then new ones."""
    places = weakest(topics)
    lacking: dict[str, float] = {}
    listed = list(points)
    wanting = {point.question_id for point in listed if point.standing is not Standing.SOLID}
    for point in listed:
        topic, subtopic, _ = point.question_id.split("/")
        if (place := f"{topic}/{subtopic}") in places and point.question_id in wanting:
            lost = point.weight if point.standing in (Standing.MISSED, Standing.SHAKY) else 0.0
            lacking[point.question_id] = lacking.get(point.question_id, -places.index(place) / 100) + lost
    return sorted(lacking, key=lambda question_id: -lacking[question_id])


def weakest(topics: Sequence[TopicKnowledge]) -> list[str]:
    """The subtopics, as `topic/subtopic`, of which the smallest share is known of what was met; the weakest first."""
    met: list[tuple[str, Known]] = [
        (f"{topic.id}/{sub.id}", sub.known) for topic in topics for sub in topic.subtopics if sub.known.met
    ]
    lacking = [(place, known) for place, known in met if known.share < 1]
    return [place for place, _ in sorted(lacking, key=lambda pair: pair[1].share)[:WEAKEST_SUBTOPICS]]
