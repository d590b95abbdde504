"""Two weeks of rehearsing, played through the real services on a clock of its own, for browser tests and pictures."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from server.api.deps import LOCAL_PERSON
from server.domain.interview import Interview
from server.domain.question import SampleKind
from server.main import House, build, living
from server.protocol import client_frames
from server.services.interviews import Wish
from server.settings import Settings
from tests.clock import ManualClock

BAD, HALF, GOOD = SampleKind.WRONG, SampleKind.PARTIAL, SampleKind.STRONG


class Sitting(NamedTuple):
    """One interview: how many days ago, how many questions (or those of an earlier sitting), answered how in turn."""

    days_ago: int
    count: int
    kinds: tuple[SampleKind, ...]
    again: int | None = None


SITTINGS = (
    Sitting(13, 4, (HALF, BAD, BAD)),
    Sitting(9, 5, (HALF, BAD, GOOD)),
    Sitting(5, 4, (HALF, GOOD), again=0),
    Sitting(3, 5, (GOOD, HALF, GOOD)),
    Sitting(2, 4, (GOOD, GOOD, HALF), again=0),
    Sitting(1, 3, (GOOD, HALF)),
)


def rehearse(folder: Path, today: datetime) -> None:
    """Fill a data folder with SITTINGS, each interview ended and graded by the embedded grader."""
    with ThreadPoolExecutor(1) as apart:  # Playwright keeps a loop running in the thread that plays
        apart.submit(lambda: asyncio.run(_rehearse(folder, today))).result()


async def _rehearse(folder: Path, today: datetime) -> None:
    clock = ManualClock(today - timedelta(days=SITTINGS[0].days_ago))
    house = build(Settings(data_dir=folder), clock)
    async with living(house):
        plans: list[tuple[str, ...]] = []
        for sitting in SITTINGS:
            clock.advance((today - timedelta(days=sitting.days_ago) - clock.now()).total_seconds())
            named = plans[sitting.again] if sitting.again is not None else None
            wish = Wish(
                track="fastapi", seed=sitting.days_ago, question_ids=named, count=None if named else sitting.count
            )
            plans.append(await _sit(house, clock, wish, sitting.kinds))


async def _sit(house: House, clock: ManualClock, wish: Wish, kinds: tuple[SampleKind, ...]) -> tuple[str, ...]:
    """Hold one interview to its end; the questions that were asked."""
    services = house.services
    interview = await services.interviews.open(LOCAL_PERSON, wish)
    plan = tuple(planned.question_id for planned in interview.plan)
    for number, question_id in enumerate(plan):
        samples = services.bank.question(question_id).samples
        kind = kinds[number % len(kinds)]
        text = next((sample.text for sample in samples if sample.kind is kind), samples[0].text)
        clock.advance(90)
        await _move(house, interview, kind="answer", text=text, via="typed")
        await _until_graded(house, interview.id, number + 1)
        await _move(house, interview, kind="next", follow_up=False)
    return plan


async def _move(house: House, interview: Interview, **fields: object) -> None:
    about = (await house.services.interviews.get(LOCAL_PERSON, interview.id)).open_seq
    frame = {"type": "move", "cmid": str(uuid.uuid4()), "about": about, **fields}
    await house.services.conductor.move(interview.id, LOCAL_PERSON, client_frames.validate_python(frame))


async def _until_graded(house: House, interview_id: str, answers: int) -> None:
    with house.services.bus.watch(interview_id) as watcher:
        async with asyncio.timeout(20):
            while True:
                events = await house.services.reports.events(interview_id, 0, 1000)
                if sum(event.kind == "feedback" for event in events) >= answers:
                    return
                await watcher.wait()
