"""Reports: every question counted, graders never mixed, late grades shown."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.domain.interview import Mode
from server.errors import Forbidden
from tests.small_house import PERSON, SmallHouse, living

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    async with living(SmallHouse(tmp_path)) as house:
        yield house


async def test_every_question_is_counted_whatever_became_of_it(house: SmallHouse) -> None:
    interview = await house.open(count=3)
    await house.say(interview.id, "answer", text="hello there")
    await house.until(interview.id, "grade")
    await house.say(interview.id, "next")
    await house.say(interview.id, "skip")
    report = await house.reports.report(PERSON, interview.id)
    assert report.standing == {"graded": 1, "skipped": 1, "open": 1}
    assert report.summaries[0].questions == 1
    assert report.ended_at is None


async def test_the_first_answer_counts_and_the_newest_says_what_to_rehearse(house: SmallHouse) -> None:
    interview = await house.open(count=1)
    await house.say(interview.id, "answer", text="nothing at all")
    first = (await house.until(interview.id, "grade"))[0].data
    every = " ".join(line.id for line in first.lines.points)
    missed = len((await house.reports.report(PERSON, interview.id)).rehearse)
    assert missed == min(5, len(first.lines.points))
    await house.say(interview.id, "answer", text=f"again with {every}")
    await house.until(interview.id, "grade", 2)
    report = await house.reports.report(PERSON, interview.id)
    assert report.summaries[0].technical == first.scores.technical == 0
    assert report.rehearse == ()


async def test_a_report_is_for_its_owner(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(Forbidden):
        await house.reports.report("somebody else", interview.id)


async def test_events_come_in_pages(house: SmallHouse) -> None:
    interview = await house.open(count=3)
    for _ in range(3):
        await house.say(interview.id, "skip")
    assert [event.seq for event in await house.reports.events(interview.id, 1, 2)] == [2, 3]
    assert await house.reports.head(interview.id) == 4


async def test_a_timed_report_tells_no_score_before_the_end(house: SmallHouse) -> None:
    interview = await house.open(mode=Mode.TIMED)

    async def graded(times: int) -> None:
        async with asyncio.timeout(5):
            while len(await house.store.read(lambda repos: repos.grades.held_back(interview.id))) < times:
                await asyncio.sleep(0.005)

    await house.say(interview.id, "answer", text="hello there my friend")
    await graded(1)
    await house.say(interview.id, "next", follow_up=True)
    await house.say(interview.id, "answer", text="hello there again")
    await graded(2)
    before = (await house.reports.report(PERSON, interview.id)).questions[0]
    assert (before.state, before.after_follow_ups) == ("waiting", None)
    await house.say(interview.id, "end")
    assert (await house.reports.report(PERSON, interview.id)).questions[0].after_follow_ups is not None
