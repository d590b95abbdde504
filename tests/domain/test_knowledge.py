"""Knowledge: what attempts say about key points, and how that adds up by topic."""

from datetime import timedelta

from server.domain.bank import Track
from server.domain.knowledge import Known, Recalled, Standing, by_topic, point_knowledge, reviews, standing
from tests.attempt_fixture import MONDAY, attempt
from tests.bank_fixture import a_question
from tests.domain.test_bank import a_bank
from tests.rubric_fixture import RUBRIC

FIRST = (RUBRIC.question_id, RUBRIC.key_points[0].id)


def test_verdicts_become_reviews_oldest_first() -> None:
    seen = reviews([attempt(0, 0, 0, day=2), attempt(1, 0.5, 0, day=0)])
    assert [review.recalled for review in seen[FIRST]] == [Recalled.WELL, Recalled.NOT]
    assert [found[0].recalled for found in seen.values()] == [Recalled.WELL, Recalled.PARTLY, Recalled.NOT]


def test_what_was_said_after_a_hint_is_only_partly_recalled() -> None:
    assert reviews([attempt(1, 1, 1, hinted=True)])[FIRST][0].recalled is Recalled.PARTLY


def test_retries_and_what_was_not_graded_say_nothing() -> None:
    assert reviews([attempt(1, 1, 1, first=False), attempt()]) == {}


def test_a_point_is_solid_until_it_is_due_and_never_while_it_was_half_said() -> None:
    later, earlier = MONDAY + timedelta(days=1), MONDAY - timedelta(days=1)
    assert standing(Recalled.WELL, later, MONDAY) is Standing.SOLID
    assert standing(Recalled.WELL, earlier, MONDAY) is Standing.SHAKY
    assert standing(Recalled.PARTLY, later, MONDAY) is Standing.SHAKY
    assert standing(Recalled.NOT, later, MONDAY) is Standing.MISSED


def test_a_topic_adds_up_its_subtopics_and_points_never_asked_are_new() -> None:
    question = a_question()
    asked = question.key_points[0].id
    key = (question.id, asked)
    seen = {key: reviews([attempt(1, 0, 0)])[FIRST]}
    points = point_knowledge([question], seen, {key: MONDAY + timedelta(days=3)}, MONDAY)
    assert [point.standing for point in points].count(Standing.NEW) == len(question.key_points) - 1
    track: Track = a_bank().track("kitchen")
    topic = next(one for one in by_topic(track, [question], points) if one.id == question.topic)
    assert (topic.questions, topic.answered, topic.known.solid) == (1, 1, 1)
    assert topic.subtopics[0].known == topic.known


def test_a_shaky_point_is_half_known() -> None:
    assert Known(solid=1, shaky=2, missed=1, new=9).share == 0.5
    assert Known(solid=0, shaky=0, missed=0, new=4).share == 0
