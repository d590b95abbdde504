"""Grading: each answer once, whoever watches, whatever breaks; not graded is said, put off and made good."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from server.domain.event import NotGradedData
from server.domain.grade import Feedback, Graded, Line, NotGraded, Reason
from server.domain.interview import Mode
from server.errors import OutOfTurn, Unavailable
from server.ports import Case, Payer, Piece
from server.services.grading import Desk
from tests.graders_fake import BrokenGrader, EchoGrader, PlainWriter, RefusingGrader
from tests.small_house import PERSON, SmallHouse, eventually, living, pass_time

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    async with living(SmallHouse(tmp_path)) as house:
        yield house


async def test_an_answer_is_graded_and_then_put_into_words(house: SmallHouse) -> None:
    interview = await house.open()
    await house.say(interview.id, "answer", text="hello there")
    feedback = (await house.until(interview.id, "feedback"))[0].data
    assert await house.kinds(interview.id) == ["question", "answer", "grading", "grade", "feedback"]
    assert feedback.technical == "good points"
    assert (house.grader.calls, house.writer.calls) == (1, 1)


async def test_verdicts_are_live_before_the_grade_is_in_the_log(house: SmallHouse) -> None:
    house.grader.gate = asyncio.Event()
    interview = await house.open()
    with house.bus.watch(interview.id) as watcher:
        await house.say(interview.id, "answer", text="hello there")
        async with asyncio.timeout(5):
            while not (live := watcher.take()):
                await watcher.wait()
        assert live[0].line is not None
        assert "grade" not in await house.kinds(interview.id)
        assert [stream.lines for stream in watcher.in_flight()] == [(live[0].line,)]
        house.grader.gate.set()
        await house.until(interview.id, "feedback")
        assert watcher.in_flight() == []


async def test_nothing_is_live_in_a_timed_interview(house: SmallHouse) -> None:
    interview = await house.open(mode=Mode.TIMED)
    with house.bus.watch(interview.id) as watcher:
        await house.say(interview.id, "answer", text="hello there")
        async with asyncio.timeout(5):
            while house.writer.calls == 0:
                await watcher.wait()
        assert watcher.take() == []


async def test_not_graded_is_said_once_a_reason_and_the_grade_follows(tmp_path: Path) -> None:
    refusing = RefusingGrader()
    async with living(SmallHouse(tmp_path, {"llm": Desk(refusing, PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        first = (await house.until(interview.id, "grade"))[0].data
        assert isinstance(first, NotGradedData)
        assert (first.final, first.reason) == (False, Reason.MODEL_UNREACHABLE)
        assert first.retry_at is not None
        assert first.retry_at > house.clock.now()

        async def tried_again() -> bool:
            return refusing.calls >= 3

        await pass_time(house.clock, 60, tried_again)
        assert (await house.kinds(interview.id)).count("grade") == 1
        refusing.mended = True

        async def graded() -> bool:
            return (await house.kinds(interview.id)).count("grade") == 2

        await pass_time(house.clock, 300, graded)
        grades = await house.until(interview.id, "grade", 2)
        assert [grade.data.result for grade in grades] == ["not_graded", "graded"]
        await house.until(interview.id, "feedback")


async def test_a_refusal_is_final_after_a_day(tmp_path: Path) -> None:
    refusing = RefusingGrader()
    async with living(SmallHouse(tmp_path, {"llm": Desk(refusing, PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await house.until(interview.id, "grade")

        async def given_up() -> bool:
            return (await house.kinds(interview.id)).count("grade") == 2

        await pass_time(house.clock, timedelta(hours=5).total_seconds(), given_up)
        last = (await house.until(interview.id, "grade", 2))[1].data
        assert last.final is True
        assert last.retry_at is None
        refusing.mended = True
        await house.say(interview.id, "regrade")
        grades = await house.until(interview.id, "grade", 3)
        assert (grades[2].data.result, grades[2].data.version) == ("graded", 2)


async def test_regrade_tries_again_at_once(tmp_path: Path) -> None:
    refusing = RefusingGrader()
    async with living(SmallHouse(tmp_path, {"llm": Desk(refusing, PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await house.until(interview.id, "grade")
        refusing.mended = True
        await house.say(interview.id, "regrade")
        grades = await house.until(interview.id, "grade", 2)
        assert grades[1].data.result == "graded"
        with pytest.raises(OutOfTurn, match="not graded yet; this one is"):
            await house.say(interview.id, "regrade")


async def test_a_regrade_that_fails_for_the_same_reason_says_so_again(tmp_path: Path) -> None:
    refusing = RefusingGrader()
    async with living(SmallHouse(tmp_path, {"llm": Desk(refusing, PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await house.until(interview.id, "grade")
        await house.say(interview.id, "regrade")
        grades = await house.until(interview.id, "grade", 2)
        assert [grade.data.reason for grade in grades] == [Reason.MODEL_UNREACHABLE] * 2


async def test_a_grader_with_a_bug_loses_no_answer(tmp_path: Path) -> None:
    broken = BrokenGrader()
    async with living(SmallHouse(tmp_path, {"embedded": Desk(broken, PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        await eventually(lambda: broken.calls == 1)
        await asyncio.sleep(0.05)
        jobs = await house.store.read(lambda repos: repos.jobs.unfinished(interview.id))
        assert [(job.state, job.reason) for job in jobs] == [("waiting", "grader_failed")]
        told = (await house.until(interview.id, "grade"))[0].data
        assert (told.reason, told.final) == (Reason.GRADER_FAILED, False)


async def test_a_grader_with_a_bug_is_given_up_after_a_day_like_any_other(tmp_path: Path) -> None:
    async with living(SmallHouse(tmp_path, {"embedded": Desk(BrokenGrader(), PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")

        async def given_up() -> bool:
            return not await house.store.read(lambda repos: repos.jobs.unfinished(interview.id))

        await pass_time(house.clock, 3600, given_up)
        assert [event.data.final for event in await house.until(interview.id, "grade", 2)] == [False, True]


async def test_a_worker_whose_lease_ran_out_can_no_longer_write(house: SmallHouse) -> None:
    house.grader.gate = asyncio.Event()
    interview = await house.open()
    await house.say(interview.id, "answer", text="hello there")
    await house.grader.begun.wait()
    now = house.clock.now()
    stolen = await house.store.write(
        lambda repos: repos.jobs.claim(now + timedelta(minutes=5), now + timedelta(minutes=9), 5)
    )
    assert [job.claim for job in stolen] == [2]
    house.grader.gate.set()
    await asyncio.sleep(0.1)
    assert "grade" not in await house.kinds(interview.id)


async def test_a_job_in_flight_when_the_process_died_is_taken_up_by_the_next_one(tmp_path: Path) -> None:
    first = SmallHouse(tmp_path)
    first.grader.gate = asyncio.Event()
    async with living(first):
        interview = await first.open()
        await first.say(interview.id, "answer", text="hello there")
        await first.grader.begun.wait()
    async with living(SmallHouse(tmp_path, clock=first.clock)) as second:
        await second.until(interview.id, "feedback")
        assert (await second.kinds(interview.id)).count("grade") == 1
        grade = (await second.until(interview.id, "grade"))[0].data
        assert grade.provenance.claim == 2


async def test_a_full_disk_acknowledges_nothing_and_reads_go_on(house: SmallHouse) -> None:
    """SQLite's own limit on pages stands for the disk: the same SQLITE_FULL comes back."""
    interview = await house.open()

    def shrink(repos: object) -> None:
        repos.jobs._connection.exec_driver_sql("PRAGMA max_page_count = 1")

    def grow(repos: object) -> None:
        repos.jobs._connection.exec_driver_sql("PRAGMA max_page_count = 100000")

    await house.store.write(shrink)
    with pytest.raises(Exception, match="disk is full") as refused:
        for _ in range(50):
            await house.say(interview.id, "clarify", text="x" * 500)
    assert type(refused.value).__name__ == "StorageFull"
    head = len(await house.events(interview.id))
    assert (await house.conductor.standing(interview.id, PERSON)).head == head
    await house.store.write(grow)
    await house.say(interview.id, "answer", text="now there is room")

    async def graded() -> bool:
        return "grade" in await house.kinds(interview.id)

    await pass_time(house.clock, 10, graded)


async def test_grading_outlives_a_database_that_cannot_be_written_when_it_starts(tmp_path: Path) -> None:
    house = SmallHouse(tmp_path)
    interview = await house.open()
    await house.say(interview.id, "answer", text="hello there")
    calls = 0
    write = house.store.write

    async def failing(unit: object) -> object:
        nonlocal calls
        calls += 1
        if calls <= 3:
            raise Unavailable("not now")
        return await write(unit)

    house.store.write = failing
    async with living(house):

        async def graded() -> bool:
            return "feedback" in await house.kinds(interview.id)

        await pass_time(house.clock, 10, graded)
    assert calls > 3


async def test_the_end_of_a_timed_interview_tells_of_an_answer_that_was_given_up(tmp_path: Path) -> None:
    desks = {"llm": Desk(RefusingGrader(), PlainWriter())}
    async with living(SmallHouse(tmp_path, desks)) as house:
        interview = await house.open(mode=Mode.TIMED)
        await house.say(interview.id, "answer", text="hello")

        async def given_up() -> bool:
            return not await house.store.read(lambda repos: repos.jobs.unfinished(interview.id))

        await pass_time(house.clock, 3600, given_up)
        await house.say(interview.id, "end")
        refusal = (await house.until(interview.id, "grade"))[0].data
        assert isinstance(refusal, NotGradedData)
        assert (refusal.final, refusal.reason) == (True, Reason.MODEL_UNREACHABLE)


async def test_an_answer_that_used_up_its_own_budget_is_not_tried_again(tmp_path: Path) -> None:
    class Spent(RefusingGrader):
        async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
            async for item in super().grade(case):
                assert isinstance(item, NotGraded)
                yield item.model_copy(update={"reason": Reason.ANSWER_BUDGET_SPENT})

    async with living(SmallHouse(tmp_path, {"llm": Desk(Spent(), PlainWriter())})) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        refused = (await house.until(interview.id, "grade"))[0].data
        assert isinstance(refused, NotGradedData)
        assert (refused.final, refused.retry_at, refused.reason) == (True, None, Reason.ANSWER_BUDGET_SPENT)


async def test_each_job_runs_on_the_account_of_the_person_and_the_answer(tmp_path: Path) -> None:
    open_accounts: list[Payer] = []

    @contextmanager
    def paid_by(payer: Payer) -> Generator[None, None, None]:
        open_accounts.append(payer)
        yield
        open_accounts.remove(payer)

    class Watching(EchoGrader):
        async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
            paid.extend(open_accounts)
            async for item in super().grade(case):
                yield item

    class Telling(PlainWriter):
        async def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]:
            paid.extend(open_accounts)
            async for item in super().write(case, graded):
                yield item

    paid: list[Payer] = []
    async with living(SmallHouse(tmp_path, {"llm": Desk(Watching(), Telling())}, paid_by=paid_by)) as house:
        interview = await house.open()
        await house.say(interview.id, "answer", text="hello")
        grade = (await house.until(interview.id, "feedback"))[0].data
    assert paid == [Payer(person=PERSON, answer_id=grade.answer_id, claim=1)] * 2
