"""Progress: what follows from a person's attempts, through the real store and grading."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.domain.attempt import Change
from server.domain.interview import Source
from server.errors import Invalid, NotFound
from tests.small_house import PERSON, SmallHouse, living, the_bank

pytestmark = pytest.mark.anyio

OAUTH = "security-and-auth/oauth2/oauth2-password-bearer"
POINTS = [point.id for point in the_bank().question(OAUTH).key_points]
DAY = 86_400


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    async with living(SmallHouse(tmp_path)) as house:
        yield house


async def answered(house: SmallHouse, text: str, *, hint: bool = False, **wish: object) -> str:
    """An interview on one question, answered and graded; its id."""
    wish = wish or {"question_ids": (OAUTH,), "count": None}
    interview = await house.open(**wish)
    if hint:
        await house.say(interview.id, "hint")
    await house.say(interview.id, "answer", text=text)
    await house.until(interview.id, "feedback")
    return interview.id


async def test_on_the_first_day_everything_is_new_and_nothing_is_due(house: SmallHouse) -> None:
    report = await house.progress.of(PERSON, "fastapi")
    assert len(report.topics) == len(the_bank().track("fastapi").topics)
    assert sum(topic.known.met for topic in report.topics) == 0
    assert report.due == report.upcoming == report.trend == report.weakest == ()


async def test_an_answer_colours_its_topic_and_falls_due(house: SmallHouse) -> None:
    await answered(house, f"it is {POINTS[0]} and {POINTS[1]}, as I said")
    report = await house.progress.of(PERSON, "fastapi")
    topic = next(topic for topic in report.topics if topic.id == "security-and-auth")
    assert (topic.answered, topic.known.solid, topic.known.missed) == (1, 2, len(POINTS) - 2)
    assert (report.due, len(report.upcoming)) == ((), len(POINTS))
    assert report.weakest == ("security-and-auth/oauth2",)
    house.clock.advance(DAY)
    (due,) = (await house.progress.of(PERSON, "fastapi")).due
    assert (due.question_id, due.points) == (OAUTH, len(POINTS) - 2)


async def test_a_retry_and_a_follow_up_move_nothing(house: SmallHouse) -> None:
    interview_id = await answered(house, "nothing of it")
    before = await house.progress.of(PERSON, "fastapi")
    await house.say(interview_id, "answer", text=" ".join(POINTS))
    await house.until(interview_id, "feedback", 2)
    after = await house.progress.of(PERSON, "fastapi")
    assert (after.topics, after.trend) == (before.topics, before.trend)
    assert len(after.answered_at) == 2


async def test_the_trend_has_one_point_an_interview_and_grader(house: SmallHouse) -> None:
    first = await answered(house, "nothing of it")
    house.clock.advance(60)
    second = await answered(house, " ".join(POINTS))
    trend = (await house.progress.of(PERSON, "fastapi")).trend
    assert [(point.interview_id, point.technical, point.questions) for point in trend] == [
        (first, 0, 1),
        (second, 100, 1),
    ]


async def test_attempts_at_a_question_tell_what_changed(house: SmallHouse) -> None:
    await answered(house, f"only {POINTS[0]} here")
    house.clock.advance(60)
    second = await answered(house, f"now {POINTS[1]} instead", hint=True)
    history = await house.progress.history(PERSON, OAUTH)
    assert [one.hinted for one in history.attempts] == [False, True]
    assert history.attempts[0].since is None
    changes = {point.id: point.change for point in history.attempts[1].since.points}
    assert (changes[POINTS[0]], changes[POINTS[1]]) == (Change.LOST, Change.GAINED)
    report = await house.reports.report(PERSON, second)
    assert report.questions[0].since == history.attempts[1].since


async def test_what_is_due_and_what_is_weakest_can_be_rehearsed(house: SmallHouse) -> None:
    for source, said in ((Source.DUE, "nothing is due today"), (Source.WEAKEST, "nothing weak to go by yet")):
        with pytest.raises(Invalid, match=said):
            await house.open(source=source)
    await answered(house, "nothing of it")
    house.clock.advance(DAY)
    due = await house.open(source=Source.DUE)
    assert [planned.question_id for planned in due.plan] == [OAUTH]
    weakest = await house.open(source=Source.WEAKEST, count=3)
    assert [planned.question_id.rpartition("/")[0] for planned in weakest.plan] == ["security-and-auth/oauth2"] * 3
    assert weakest.plan[0].question_id == OAUTH


async def test_the_weakest_are_looked_for_among_what_was_asked_for(house: SmallHouse) -> None:
    await answered(house, "nothing of it")
    for topics in (("security-and-auth",), ("security-and-auth/oauth2",)):
        weakest = await house.open(source=Source.WEAKEST, count=1, topics=topics)
        assert weakest.plan[0].question_id == OAUTH
    with pytest.raises(Invalid, match="nothing weak to go by yet"):
        await house.open(source=Source.WEAKEST, topics=("testing",))


async def test_what_was_never_asked_comes_before_what_was(house: SmallHouse) -> None:
    await answered(house, "nothing of it")
    everything = sum(q.subtopic == "oauth2" for q in the_bank().questions.values())
    drawn = await house.open(count=everything, topics=("security-and-auth/oauth2",))
    assert drawn.plan[-1].question_id == OAUTH


async def test_a_sample_interview_has_examples_and_leaves_no_trace_in_progress(house: SmallHouse) -> None:
    interview = await house.open(source=Source.SAMPLE)
    examples = house.interviews.examples(interview)
    assert len(examples) == len(interview.plan) == len(the_bank().track("fastapi").sample)
    await house.say(interview.id, "answer", text=examples[0])
    await house.until(interview.id, "feedback")
    assert (await house.progress.of(PERSON, "fastapi")).answered_at == ()
    assert house.interviews.examples(await house.open()) == ()


async def test_the_essentials_are_drawn_from_their_list(house: SmallHouse) -> None:
    drawn = await house.open(source=Source.ESSENTIALS, count=4)
    essentials = {question.id for question in the_bank().essentials("fastapi")}
    assert {planned.question_id for planned in drawn.plan} <= essentials


async def test_unknown_tracks_and_questions_are_named(house: SmallHouse) -> None:
    with pytest.raises(NotFound, match="django"):
        await house.progress.of(PERSON, "django")
    with pytest.raises(NotFound, match="no question has the id"):
        await house.progress.history(PERSON, "no/such/question")
