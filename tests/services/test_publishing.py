"""Publishing: who may settle a job, what a candidate is shown of a grade, and the follow-up that is offered."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.domain.grade import Feedback, Reason
from server.domain.interview import Interview, Mode
from server.ports import Job, Repositories
from server.services.publishing import publish_feedback, publish_grade, publish_refusal
from tests.clock import START
from tests.graders_fake import EchoGrader
from tests.small_house import SmallHouse

pytestmark = pytest.mark.anyio

FEEDBACK = Feedback(technical="t", phrasing="p", stronger="s", by="template")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    """Its grading is not at work, so a test settles jobs itself."""
    house = SmallHouse(tmp_path)
    yield house
    await house.store.close()


async def answered(house: SmallHouse, mode: Mode = Mode.PRACTICE) -> tuple[Interview, Job]:
    interview = await house.open(mode=mode)
    await house.say(interview.id, "answer", text="hello there my friend")
    (job,) = await house.store.write(lambda repos: repos.jobs.claim(START, START, 1))
    return interview, job


async def graded(house: SmallHouse, job: Job):
    from server.services.grading import _case, _work

    work = await house.store.read(lambda repos: _work(repos, job))
    return [item async for item in EchoGrader().grade(_case(work))][-1]


async def test_a_grade_settles_its_job_and_orders_feedback(house: SmallHouse) -> None:
    interview, job = await answered(house)
    grade = await graded(house, job)
    assert await house.store.write(lambda repos: publish_grade(repos, job, grade, START)) is True
    (feedback,) = await house.store.write(lambda repos: repos.jobs.claim(START, START, 5))
    assert (feedback.kind, feedback.claim, feedback.version) == ("feedback", 1, 1)
    assert await house.store.write(lambda repos: publish_feedback(repos, feedback, FEEDBACK, START)) is True
    assert (await house.kinds(interview.id))[-2:] == ["grade", "feedback"]


async def test_an_older_claim_writes_nothing(house: SmallHouse) -> None:
    interview, job = await answered(house)
    grade = await graded(house, job)
    stale = job.model_copy(update={"claim": 0})

    def all_three(repos: Repositories) -> list[bool]:
        return [
            publish_grade(repos, stale, grade, START),
            publish_feedback(repos, stale, FEEDBACK, START),
            publish_refusal(repos, stale, Reason.MODEL_BUSY, START, START),
        ]

    assert await house.store.write(all_three) == [False, False, False]
    assert await house.kinds(interview.id) == ["question", "answer", "grading"]


async def test_misconceptions_that_are_not_held_are_not_shown(house: SmallHouse) -> None:
    interview, job = await answered(house)
    grade = await graded(house, job)
    assert len(grade.sheet.misconceptions) >= 3
    await house.store.write(lambda repos: publish_grade(repos, job, grade, START))
    event = (await house.events(interview.id))[-1]
    assert event.data.lines.misconceptions == ()


async def test_a_follow_up_is_offered_only_while_its_question_is_open(house: SmallHouse) -> None:
    interview, job = await answered(house)
    grade = await graded(house, job)
    await house.say(interview.id, "next")
    await house.store.write(lambda repos: publish_grade(repos, job, grade, START))
    assert (await house.events(interview.id))[-1].data.follow_up is None


async def test_a_timed_grade_is_held_back_and_a_refusal_too(house: SmallHouse) -> None:
    interview, job = await answered(house, Mode.TIMED)
    await house.store.write(lambda repos: publish_refusal(repos, job, Reason.MODEL_BUSY, START, START))
    assert "grade" not in await house.kinds(interview.id)
    await house.say(interview.id, "end")
    kinds = await house.kinds(interview.id)
    assert kinds[-2:] == ["grade", "ended"]
    ended = (await house.events(interview.id))[-1].data
    assert (ended.graded, ended.waiting) == (0, 1)
