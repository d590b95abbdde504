"""FaultHouse: the real adapter, grader, feedback writer, service and store, with a faulty upstream at the far end."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from server.adapters.llm.breaker import GuardedModel
from server.adapters.llm.clocks import HOSTED, Clocks
from server.adapters.llm.openai import OpenAIChatModel
from server.domain.event import Event
from server.domain.rubric import Rubric
from server.graders.llm import LanguageModelGrader
from server.graders.prose import ModelFeedbackWriter
from server.services.grading import Desk
from tests.clock import ManualClock
from tests.faults.table import ASKED, INJECTION, Fault
from tests.faults.upstream import FaultyUpstream
from tests.graders.llm_case import PROMPTS
from tests.graders_fake import PlainWriter
from tests.small_house import SmallHouse, living, the_bank
from tests.upstream import KEY

QUICK = Clocks(connect=3, headers=0.12, first_text=0.12, gap=0.12, total=0.2)


class FaultClock:
    """Real time for the calls, moved on with the house's own clock; a wait between tries is only written down."""

    def __init__(self, house: ManualClock) -> None:
        self.slept: list[float] = []
        self._house = house

    def now(self) -> datetime:
        return self._house.now()

    def monotonic(self) -> float:
        return time.monotonic() + self._house.monotonic()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@cache
def rubric() -> Rubric:
    """Of the bank's questions with the fewest points the first, whichever that is."""
    asked = min(the_bank().questions.values(), key=lambda question: (len(question.key_points), question.id))
    return the_bank().rubric(asked.id)


class FaultHouse:
    """One answer to one question, graded by a model at `upstream`."""

    def __init__(self, folder: Path, upstream: FaultyUpstream, address: str, clocks: Clocks) -> None:
        self.upstream = upstream
        self.clock = ManualClock()
        clock = FaultClock(self.clock)
        model = OpenAIChatModel(
            base_url=address,
            api_key=KEY,
            model="asked-1",
            clocks=clocks,
            clock=clock,
            schema_prompt=PROMPTS["schema"],
        )
        self.model = GuardedModel(model, clock)
        grader = LanguageModelGrader(self.model, PROMPTS, clock, id_key=b"a key for tests", jitter=lambda: 0)
        writer = ModelFeedbackWriter(self.model, PROMPTS, PlainWriter(), clock, jitter=lambda: 0)
        self.house = SmallHouse(folder, {"llm": Desk(grader, writer)}, self.clock)
        self.seen: list[str] = []

    async def answer(self) -> None:
        interview = await self.house.open(count=1, question_ids=(rubric().question_id,))
        self.interview_id = interview.id
        spoken = " ".join(point.spoken for point in rubric().key_points[:3])
        await self.house.say(interview.id, "answer", text=f"{spoken} {ASKED} {rubric().ask} {INJECTION}")

    async def until(self, kind: str, times: int = 1, patience: float = 8) -> Event:
        """The event of this kind, once the log holds so many; all that is live until then is kept in `seen`."""
        with self.house.bus.watch(self.interview_id) as watcher:
            async with asyncio.timeout(patience):
                while len(found := [e for e in await self.events() if e.kind == kind]) < times:
                    while not watcher.log_grew():
                        await watcher.wait()
                        self.seen += [live.model_dump_json() for live in watcher.take()]
        return found[times - 1]

    async def later(self, seconds: float) -> Event:
        """The next grade, once so much time has passed; a job that goes to sleep just then needs the time again."""
        await asyncio.sleep(0.03)
        for _ in range(5):
            self.clock.advance(seconds)
            with suppress(TimeoutError):
                return await self.until("grade", 2, patience=1.0)
        raise AssertionError("the answer was never graded")

    async def events(self) -> list[Event]:
        return await self.house.events(self.interview_id)


@asynccontextmanager
async def fault_house(folder: Path, fault: Fault) -> AsyncGenerator[FaultHouse, None]:
    async with FaultyUpstream() as upstream:
        address = upstream.base_url if fault.act else "http://127.0.0.1:1/v1"
        house = FaultHouse(folder, upstream, address, QUICK if fault.quick else HOSTED)
        async with living(house.house):
            yield house
        await house.model.close()
