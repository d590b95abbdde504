"""A trial asks for nothing twice, keeps what is done when it is broken off, and never makes a number of a failure."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from server.domain.grade import Graded, Line, NotGraded, Reason
from server.ports import Case
from server.services.lab.judgement import Judgement
from server.services.lab.trial import Step, Trial
from tests.lab_fixture import USED, WHY, ToldGrader, a_bank

RUBRIC = a_bank().rubric(WHY)


class Shelf(dict[str, Judgement]):
    def put(self, key: str, judgement: Judgement) -> None:
        self[key] = judgement


def cases(*answers: str) -> list[Case]:
    return [Case(rubric=RUBRIC, answer=answer) for answer in answers]


async def test_results_are_in_the_order_of_the_cases() -> None:
    steps: list[Step] = []
    found = await Trial(ToldGrader(tokens=7), USED, Shelf(), steps.append).judge(cases("no", "vapour", "nothing"), 2)
    assert [one.technical for one in found if isinstance(one, Judgement)] == [0, 100, 0]
    assert steps == [Step(False, 7)] * 3


async def test_what_is_known_is_not_asked_again_and_costs_nothing() -> None:
    shelf, steps, grader = Shelf(), list[Step](), ToldGrader(tokens=7)
    first = await Trial(grader, USED, shelf, steps.append).judge(cases("a", "b"), 4)
    second = await Trial(grader, USED, shelf, steps.append).judge(cases("a", "b", "c"), 4)
    assert second[:2] == first
    assert grader.asked == ["a", "b", "c"]
    assert sorted(steps[2:]) == [Step(False, 7), Step(True, 0), Step(True, 0)]


async def test_what_is_not_graded_is_a_reason_and_is_asked_again() -> None:
    shelf, grader = Shelf(), ToldGrader(fails="busy")
    for _ in range(2):
        assert await Trial(grader, USED, shelf, lambda _: None).judge(cases("busy"), 1) == [Reason.MODEL_BUSY]
    assert grader.asked == ["busy", "busy"]


class Slow(ToldGrader):
    """Grades two answers and waits for ever on the others."""

    at_once = most = 0

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        if len(self.asked) >= 2:
            await asyncio.Event().wait()
        async for item in super().grade(case):
            yield item
        self.at_once -= 1


async def test_what_is_done_when_it_is_broken_off_is_kept_and_no_more_are_asked_than_workers() -> None:
    shelf, grader = Shelf(), Slow()
    work = asyncio.create_task(Trial(grader, USED, shelf, lambda _: None).judge(cases(*"abcdefgh"), 3))
    while len(shelf) < 2:
        await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert len(shelf) == 2
    assert grader.most <= 3
