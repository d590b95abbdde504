"""A small house for tests: the real store, bus, conductor and grading, with a clock and graders of the test's own."""

import asyncio
import itertools
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import TypeVar

from server.adapters.bus.memory import MemoryBus
from server.adapters.db.store import SqliteStore
from server.adapters.files import load_bank, shipped
from server.adapters.recall import FsrsRecall
from server.domain.bank import Bank
from server.domain.event import Event
from server.domain.interview import Interview, Mode
from server.ports import Payer
from server.protocol import Ack, Move, client_frames
from server.services.conductor import Conductor
from server.services.grading import Desk, Grading
from server.services.interviews import Interviews, Wish
from server.services.progress import Progress
from server.services.reports import Reports
from tests.clock import ManualClock
from tests.graders_fake import EchoGrader, PlainWriter

PERSON = "local"
T = TypeVar("T")


@cache
def the_bank() -> Bank:
    return load_bank(shipped("rubrics"))


class SmallHouse:
    def __init__(
        self,
        folder: Path,
        desks: Mapping[str, Desk] | None = None,
        clock: ManualClock | None = None,
        paid_by: Callable[[Payer], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.clock = clock or ManualClock()
        self.store = SqliteStore(folder / "viva.db")
        self.bus = MemoryBus()
        self.grader = EchoGrader()
        self.writer = PlainWriter()
        self.desks = dict(desks or {"embedded": Desk(self.grader, self.writer)})
        numbers = itertools.count(1)
        prefix = uuid.uuid4().hex[:6]

        def new_id() -> str:
            return f"{prefix}-{next(numbers)}"

        self.grading = Grading(
            self.store, self.bus, self.clock, self.desks, new_id, jitter=lambda: 1.0, paid_by=paid_by
        )
        self.interviews = Interviews(self.store, the_bank(), FsrsRecall(), self.clock, new_id, lambda: 1)
        self.conductor = Conductor(self.store, self.bus, self.clock, new_id, next(iter(self.desks)), self.grading.hurry)
        self.reports = Reports(self.store)
        self.progress = Progress(self.store, the_bank(), FsrsRecall(), self.clock)

    async def open(self, count: int = 2, mode: Mode = Mode.PRACTICE, **wish: object) -> Interview:
        return await self.interviews.open(PERSON, Wish(track="fastapi", count=count, mode=mode, **wish))

    async def say(self, interview_id: str, kind: str, *, cmid: str | None = None, **fields: object) -> Ack:
        """Make a move about the open question."""
        about = fields.pop("about", None) or (await self.interviews.get(PERSON, interview_id)).open_seq
        return await self.conductor.move(interview_id, PERSON, move(kind, about=about, cmid=cmid, **fields))

    async def events(self, interview_id: str) -> list[Event]:
        return await self.reports.events(interview_id, 0, 10_000)

    async def kinds(self, interview_id: str) -> list[str]:
        return [event.kind for event in await self.events(interview_id)]

    async def until(self, interview_id: str, kind: str, times: int = 1) -> list[Event]:
        """Wait (in real time, at most 5 s) until this many events of the kind are in the log."""
        with self.bus.watch(interview_id) as watcher:
            async with asyncio.timeout(5):
                while (await self.kinds(interview_id)).count(kind) < times:
                    await watcher.wait()
        return [event for event in await self.events(interview_id) if event.kind == kind]


def move(kind: str, *, about: int, cmid: str | None = None, **fields: object) -> Move:
    frame = {"type": "move", "kind": kind, "cmid": cmid or str(uuid.uuid4()), "about": about, **fields}
    return client_frames.validate_python(frame)


@asynccontextmanager
async def living(house: SmallHouse) -> AsyncGenerator[SmallHouse, None]:
    """The house with its grading at work."""
    work = asyncio.create_task(house.grading.run())
    try:
        yield house
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await house.store.close()


async def pass_time(clock: ManualClock, seconds: float, until: Callable[[], Awaitable[bool]]) -> None:
    """Move the clock in steps of this length (at most 5 s of real time) until this is so."""
    async with asyncio.timeout(5):
        while not await until():
            clock.advance(seconds)
            await asyncio.sleep(0.01)


async def eventually(true: Callable[[], bool]) -> None:
    """Let the loop turn (at most 5 s of real time) until this is so."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)
