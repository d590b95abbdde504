"""Estimates: a grade of the embedded grader meanwhile, ordered once, that gives way to the real one."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.domain.grade import Graded, Line, NotGraded
from server.errors import OutOfTurn
from server.ports import Case
from server.services.grading import Desk
from server.services.interviews import pinned
from tests.graders_fake import EchoGrader, PlainWriter, RefusingGrader
from tests.small_house import PERSON, SmallHouse, living

pytestmark = pytest.mark.anyio


async def test_an_estimate_is_a_grade_of_its_own_and_gives_way_to_the_real_one(tmp_path: Path) -> None:
    refusing, writer = RefusingGrader(), PlainWriter()
    desks = {"llm": Desk(refusing, writer), "embedded": Desk(EchoGrader(), writer)}
    async with living(SmallHouse(tmp_path, desks)) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await house.until(interview.id, "grade")
        await house.say(interview.id, "estimate")
        estimate = (await house.until(interview.id, "grade", 2))[1].data
        assert (estimate.estimate, estimate.provenance.grader) == (True, "embedded")
        with pytest.raises(OutOfTurn, match="has its estimate already"):
            await house.say(interview.id, "estimate")
        report = await house.reports.report(PERSON, interview.id)
        assert report.questions[0].state == "estimated"
        refusing.mended = True
        await house.say(interview.id, "regrade")
        await house.until(interview.id, "grade", 3)
        report = await house.reports.report(PERSON, interview.id)
        assert report.questions[0].state == "graded"
        assert [(s.grader, s.estimate) for s in report.summaries] == [("llm", False)]


async def test_an_estimate_that_is_on_its_way_is_not_ordered_again(tmp_path: Path) -> None:
    slow = EchoGrader()
    slow.gate = asyncio.Event()
    desks = {"llm": Desk(RefusingGrader(), PlainWriter()), "embedded": Desk(slow, PlainWriter())}
    async with living(SmallHouse(tmp_path, desks)) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await house.until(interview.id, "grade")
        await house.say(interview.id, "estimate")
        with pytest.raises(OutOfTurn, match="on its way"):
            await house.say(interview.id, "estimate")


class FaintHearted(EchoGrader):
    """Hears nothing of any answer."""

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        async for item in super().grade(case.model_copy(update={"answer": "hello there my friend"})):
            yield item


async def test_an_estimate_that_comes_after_the_grade_offers_nothing_that_next_would_not_ask(tmp_path: Path) -> None:
    estimator, grader = FaintHearted(), RefusingGrader()
    estimator.gate = asyncio.Event()
    desks = {"llm": Desk(grader, PlainWriter()), "embedded": Desk(estimator, PlainWriter())}
    async with living(SmallHouse(tmp_path, desks)) as house:
        interview = await house.open()
        current = interview.current
        rubric = (await house.store.read(lambda repos: pinned(repos, current.question_id, current.version))).rubric
        await house.say(interview.id, "answer", text=" ".join(point.id for point in rubric.key_points))
        await house.until(interview.id, "grade")
        await house.say(interview.id, "estimate")
        grader.mended = True
        await house.say(interview.id, "regrade")
        await house.until(interview.id, "grade", 2)
        estimator.gate.set()
        grade, estimate = [event.data for event in (await house.until(interview.id, "grade", 3))[1:]]
        assert (grade.estimate, grade.follow_up) == (False, None)
        assert (estimate.estimate, estimate.follow_up) == (True, None)
