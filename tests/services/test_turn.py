"""A turn: what each move changes, and what a move that does not fit is told."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from server.domain.interview import Mode, Phase
from server.errors import OutOfTurn
from server.services.turn import NO_MORE
from tests.small_house import PERSON, SmallHouse, living

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    async with living(SmallHouse(tmp_path)) as house:
        yield house


async def test_a_move_about_an_older_question_is_out_of_turn(house: SmallHouse) -> None:
    interview = await house.open()
    await house.say(interview.id, "skip")
    with pytest.raises(OutOfTurn, match="expected 2, the open question, got 1"):
        await house.say(interview.id, "answer", text="late", about=1)


async def test_a_move_that_does_not_fit_says_which_do(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(OutOfTurn, match="expected one of answer, clarify, end, hint, pause, skip, got next"):
        await house.say(interview.id, "next")


async def test_hints_come_in_order_and_then_run_out(house: SmallHouse) -> None:
    interview = await house.open()
    hints = (await house.events(interview.id))[0].data.hints
    said = []
    for _ in range(hints):
        await house.say(interview.id, "hint")
        said.append((await house.events(interview.id))[-1].data.text)
    assert len(set(said)) == hints >= 2
    with pytest.raises(OutOfTurn, match="all were given"):
        await house.say(interview.id, "hint")


async def test_a_second_clarification_says_that_there_is_no_more(house: SmallHouse) -> None:
    interview = await house.open()
    await house.say(interview.id, "clarify", text="what do you mean?")
    await house.say(interview.id, "clarify")
    first, second = [event.data for event in (await house.events(interview.id))[1:]]
    assert first.text != NO_MORE
    assert first.asked == "what do you mean?"
    assert second.text == NO_MORE


async def test_skipping_every_question_ends_the_interview(house: SmallHouse) -> None:
    interview = await house.open(count=2)
    await house.say(interview.id, "skip")
    await house.say(interview.id, "skip")
    assert await house.kinds(interview.id) == ["question", "question", "ended"]
    with pytest.raises(OutOfTurn, match="has ended"):
        await house.say(interview.id, "answer", text="too late")


async def test_a_pause_remembers_where_it_was(house: SmallHouse) -> None:
    interview = await house.open()
    await house.say(interview.id, "answer", text="done")
    await house.say(interview.id, "pause")
    assert (await house.interviews.get(PERSON, interview.id)).phase is Phase.PAUSED
    await house.say(interview.id, "resume")
    assert (await house.interviews.get(PERSON, interview.id)).phase is Phase.ANSWERED


async def test_a_follow_up_asks_the_heaviest_missed_point_and_is_graded_on_it_alone(house: SmallHouse) -> None:
    interview = await house.open(question_ids=("security-and-auth/oauth2/oauth2-password-bearer",), count=None)
    await house.say(interview.id, "answer", text="nothing of use here")
    grade = (await house.until(interview.id, "grade"))[0].data
    assert grade.follow_up is not None
    await house.say(interview.id, "next", follow_up=True)
    question = (await house.until(interview.id, "question", 2))[1].data
    assert (question.part, question.ask) == ("follow_up", grade.follow_up.probe)
    heaviest = max(grade.lines.points, key=lambda line: line.possible)
    await house.say(interview.id, "answer", text=f"it is {heaviest.id} of course")
    later = (await house.until(interview.id, "grade", 2))[1].data
    assert [line.id for line in later.lines.points] == [heaviest.id]
    assert later.scores.technical == 100
    report = await house.reports.report(PERSON, interview.id)
    assert report.questions[0].turn.answers[0].grade.scores.technical == 0
    assert report.questions[0].after_follow_ups == heaviest.possible


async def test_there_are_at_most_two_follow_ups(house: SmallHouse) -> None:
    interview = await house.open(question_ids=("security-and-auth/oauth2/oauth2-password-bearer",), count=None)
    for number in range(1, 4):
        await house.say(interview.id, "answer", text="nothing of use here")
        offer = (await house.until(interview.id, "grade", number))[-1].data.follow_up
        if number < 3:
            assert offer is not None
            await house.say(interview.id, "next", follow_up=True)
    assert offer is None
    with pytest.raises(OutOfTurn, match="nothing left to follow up"):
        await house.say(interview.id, "next", follow_up=True)


async def test_the_model_answer_is_told_only_after_an_answer(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(OutOfTurn):
        await house.say(interview.id, "reveal")
    await house.say(interview.id, "answer", text="my best")
    await house.say(interview.id, "reveal")
    assert "reveal" in await house.kinds(interview.id)


async def graded(house: SmallHouse, interview_id: str) -> None:
    """Wait until the newest answer has a grade, shown or held back."""
    async with asyncio.timeout(5):
        while True:
            newest = await house.store.read(lambda repos: repos.answers.newest(interview_id))
            if await house.store.read(lambda repos, newest=newest: repos.grades.of(newest.id)):
                return
            await asyncio.sleep(0.005)


async def test_a_timed_interview_shows_no_grade_before_its_end_and_all_after_it(house: SmallHouse) -> None:
    interview = await house.open(count=2, mode=Mode.TIMED)
    for _ in range(2):
        await house.say(interview.id, "answer", text="hello again")
        await graded(house, interview.id)
        assert "grade" not in await house.kinds(interview.id)
        await house.say(interview.id, "next")
    kinds = await house.kinds(interview.id)
    assert kinds.count("grade") == 2
    assert kinds.index("grade") > kinds.index("answer")
    await house.until(interview.id, "feedback", 2)


async def test_a_timed_answer_after_its_deadline_is_taken_and_marked_late(house: SmallHouse) -> None:
    interview = await house.open(mode=Mode.TIMED)
    house.clock.advance(600)
    await house.say(interview.id, "answer", text="sorry, slow")
    assert (await house.events(interview.id))[1].data.late is True


async def test_a_pause_gives_a_timed_question_its_time_back(house: SmallHouse) -> None:
    interview = await house.open(mode=Mode.TIMED)
    await house.say(interview.id, "pause")
    house.clock.advance(1000)
    await house.say(interview.id, "resume")
    after = await house.interviews.get(PERSON, interview.id)
    assert after.deadline == interview.deadline + timedelta(seconds=1000)


async def test_hints_and_retries_are_for_practice_only(house: SmallHouse) -> None:
    interview = await house.open(mode=Mode.TIMED)
    with pytest.raises(OutOfTurn):
        await house.say(interview.id, "hint")
    await house.say(interview.id, "answer", text="first")
    with pytest.raises(OutOfTurn):
        await house.say(interview.id, "answer", text="second")
