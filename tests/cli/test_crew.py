"""However many grade a batch, its results are the same, in order, and only a window of the lines is in hand."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from functools import partial
from itertools import islice

import pytest

from server.cli.crew import AHEAD, CHUNK, Crew, Done, Line, cores, many_processes, one_process
from server.domain.grade import Graded, NotGraded
from server.domain.grade import Line as Verdict
from server.errors import Unavailable
from server.graders.draft import SentenceDrafter
from server.graders.embedded import EmbeddedGrader
from server.ports import Case
from server.services.batch import Batch
from tests.rubric_fixture import real_bank

BODY = {"question": "How do lists and tuples differ?", "model_answer": "Lists can change and tuples cannot."}


class Slow:
    """An embedded grader that lets the event loop turn more often for earlier lines, so that later ones overtake."""

    name = EmbeddedGrader.name
    version = EmbeddedGrader.version

    def __init__(self) -> None:
        self.at_once = self.most = 0

    async def grade(self, case: Case) -> AsyncGenerator[Verdict | Graded | NotGraded, None]:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        for _ in range(40 - int(case.answer.split()[-1])):
            await asyncio.sleep(0)
        self.at_once -= 1
        async for item in EmbeddedGrader().grade(case):
            yield item


def lines(count: int) -> Iterator[Line]:
    for number in range(1, count + 1):
        body = {**BODY, "id": number, "answer": f"Tuples can't be changed, but lists can, for one: {number}"}
        yield Line(number, json.dumps(body).encode())


def make(grader: EmbeddedGrader | Slow | None = None) -> Batch:
    return Batch(real_bank(), grader or EmbeddedGrader(), SentenceDrafter())


def gone() -> Batch:
    raise SystemExit(1)


async def results(crew: Crew, source: Iterator[Line]) -> list[Done]:
    return [done async for done in crew(source)]


async def test_more_processes_give_the_same_bytes_in_the_same_order() -> None:
    count = 3 * CHUNK + 1
    alone = await results(one_process(make(), 1), lines(count))
    together = await results(
        many_processes(partial(Batch, real_bank(), EmbeddedGrader(), SentenceDrafter()), 2), lines(count)
    )
    assert [json.loads(done.text)["id"] for done in alone] == list(range(1, count + 1))
    assert together == alone


async def test_what_is_done_first_waits_for_its_turn() -> None:
    grader = Slow()
    found = await results(one_process(make(grader), 8), lines(30))
    assert [json.loads(done.text)["id"] for done in found] == list(range(1, 31))
    assert grader.most == 8


@pytest.mark.parametrize(
    ("crew", "most"),
    [
        (lambda: one_process(make(), 2), 2 * AHEAD),
        (lambda: many_processes(partial(Batch, real_bank(), EmbeddedGrader(), SentenceDrafter()), 1), AHEAD * CHUNK),
    ],
    ids=["one process", "many processes"],
)
async def test_only_a_window_of_the_lines_is_in_hand(crew: Callable[[], Crew], most: int) -> None:
    source = lines(10_000)
    async with aclosing(crew()(source)) as found:
        await anext(found)
    assert next(source).number <= most + 1


async def test_a_line_that_is_not_graded_says_why() -> None:
    found = await results(one_process(make(), 1), iter([Line(4, b"nonsense")]))
    assert (found[0].reason, found[0].message[:6]) == ("invalid", "line 4")


async def test_a_process_that_is_gone_is_said_so() -> None:
    with pytest.raises(Unavailable, match="A grading process is gone"):
        await results(many_processes(gone, 1), islice(lines(9), 9))


def test_there_is_a_core() -> None:
    assert cores() >= 1
