"""Choice: what is due comes by weight, what is weak by the share that is lacking."""

from datetime import timedelta

from server.domain.choice import DUE_AHEAD, WEAKEST_SUBTOPICS, by_due, by_weakness, due_points, weakest
from server.domain.knowledge import Known, PointKnowledge, Standing, SubtopicKnowledge, TopicKnowledge
from tests.attempt_fixture import MONDAY


def point(question: str, hours: float | None, weight: float = 1, standing: Standing = Standing.SHAKY) -> PointKnowledge:
    due_at = MONDAY + timedelta(hours=hours) if hours is not None else None
    return PointKnowledge(
        question_id=question, point="p", says="It is so.", weight=weight, standing=standing, due_at=due_at
    )


def topic(**subtopics: tuple[int, int]) -> TopicKnowledge:
    """A topic `t` whose subtopics have so many solid and so many missed points."""
    known = {name: Known(solid=solid, shaky=0, missed=missed, new=5) for name, (solid, missed) in subtopics.items()}
    children = tuple(
        SubtopicKnowledge(id=name, name=name, questions=2, answered=1, known=one) for name, one in known.items()
    )
    return TopicKnowledge(
        id="t", name="T", questions=9, answered=1, known=Known(solid=0, shaky=0, missed=0, new=0), subtopics=children
    )


def test_due_today_is_what_falls_due_within_half_a_day() -> None:
    limit = DUE_AHEAD.total_seconds() / 3600
    points = [point("t/s/late", 1), point("t/s/over", -50), point("t/s/not-yet", limit + 1), point("t/s/new", None)]
    assert [one.question_id for one in due_points(points, MONDAY)] == ["t/s/over", "t/s/late"]


def test_the_question_with_the_most_weight_due_comes_first() -> None:
    points = [point("t/s/light", 0, 1), point("t/s/heavy", 0, 2), point("t/s/heavy", 0, 1)]
    assert by_due(points, MONDAY) == ["t/s/heavy", "t/s/light"]


def test_the_weakest_subtopics_are_those_met_and_known_least() -> None:
    tree = topic(all_known=(4, 0), half=(2, 2), none=(0, 3), untouched=(0, 0), most=(3, 1), some=(1, 2))
    assert weakest([tree]) == ["t/none", "t/some", "t/half"]
    assert len(weakest([tree])) == WEAKEST_SUBTOPICS


def test_within_weak_subtopics_what_was_missed_comes_before_what_is_new() -> None:
    tree = topic(weak=(1, 2), strong=(4, 0))
    points = [
        point("t/weak/new", None, 3, Standing.NEW),
        point("t/weak/missed", 0, 2, Standing.MISSED),
        point("t/strong/missed", 0, 9, Standing.MISSED),
        point("t/weak/known", 99, 3, Standing.SOLID),
    ]
    assert by_weakness([tree], points) == ["t/weak/missed", "t/weak/new"]
