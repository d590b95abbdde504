"""What one client is sent: the log in order however often it asks again, and a word before the socket is closed."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from server.api.outgoing import UNSENT_ANSWERS, Outgoing
from server.api.refusal import Hangup
from server.domain.interview import Interview, Phase
from server.protocol import Close, Ping, Welcome
from tests.small_house import SmallHouse, eventually

pytestmark = pytest.mark.anyio


@pytest.fixture
async def interview(house: SmallHouse, address: str) -> Interview:
    """One whose first answer is graded: five events."""
    opened = await house.open()
    await house.say(opened.id, "answer", text="hello there")
    await house.until(opened.id, "feedback")
    return opened


class SlowSocket:
    """Takes frames until it is handed the event `stops_at`, then not before `gate`."""

    def __init__(self, stops_at: int | None = None) -> None:
        self.frames: list[dict[str, object]] = []
        self.stops_at = stops_at
        self.gate = asyncio.Event()

    async def send_text(self, text: str) -> None:
        frame = json.loads(text)
        self.frames.append(frame)
        if self.stops_at is not None and frame.get("seq") == self.stops_at:
            await self.gate.wait()

    @property
    def seqs(self) -> list[object]:
        return [frame["seq"] for frame in self.frames if frame["type"] == "event"]

    @property
    def types(self) -> list[object]:
        return [frame["type"] for frame in self.frames]


@asynccontextmanager
async def sending(
    house: SmallHouse, interview: Interview, socket: SlowSocket, since: int = 0
) -> AsyncGenerator[tuple[Outgoing, asyncio.Task[None]], None]:
    welcome = Welcome(epoch="e", head_seq=5, resumed=since > 0, phase=Phase.ANSWERED, draft=None)
    with house.bus.watch(interview.id) as watcher:
        outgoing = Outgoing(socket, interview.id, house.services, watcher, since)  # pyright: ignore[reportArgumentType]
        task = asyncio.create_task(outgoing.run(welcome))
        try:
            yield outgoing, task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_client_is_brought_up_to_date_from_what_it_has(house: SmallHouse, interview: Interview) -> None:
    socket = SlowSocket()
    async with sending(house, interview, socket, since=3):
        await eventually(lambda: "caught_up" in socket.types)
    assert socket.types == ["welcome", "event", "event", "caught_up"]
    assert socket.seqs == [4, 5]


async def test_going_back_counts_though_the_log_is_being_sent(house: SmallHouse, interview: Interview) -> None:
    socket = SlowSocket(stops_at=3)
    async with sending(house, interview, socket) as (outgoing, _):
        await eventually(lambda: 3 in socket.seqs)
        outgoing.go_back(1)
        socket.gate.set()
        await eventually(lambda: socket.seqs[-1] == 5)
    assert socket.seqs == [1, 2, 3, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("code", "reason", "last"),
    [(Close.OPENED_ELSEWHERE, "opened in another tab", "caught_up"), (Close.RESTART, "the server restarts", "goaway")],
)
async def test_whoever_is_to_leave_is_told_why(
    house: SmallHouse, interview: Interview, code: int, reason: str, last: str
) -> None:
    socket = SlowSocket()
    async with sending(house, interview, socket) as (outgoing, task):
        await eventually(lambda: "caught_up" in socket.types)
        outgoing.leave(code)
        with pytest.raises(Hangup, match=reason) as hangup:
            await task
    assert hangup.value.code == code
    assert socket.types[-1] == last


async def test_a_frame_that_is_not_taken_is_timed_and_answers_wait_until_there_is_room(
    house: SmallHouse, interview: Interview
) -> None:
    socket = SlowSocket(stops_at=3)
    async with sending(house, interview, socket) as (outgoing, _):
        await eventually(lambda: 3 in socket.seqs)
        house.clock.advance(7)
        assert outgoing.stuck_for(house.clock.monotonic()) == 7
        for _ in range(UNSENT_ANSWERS):
            outgoing.answer(Ping(head_seq=5))
        room = asyncio.create_task(outgoing.room())
        await eventually(lambda: outgoing._room.is_set() is False)
        assert not room.done()
        socket.gate.set()
        await room
        await eventually(lambda: socket.types.count("ping") == UNSENT_ANSWERS)
        assert outgoing.stuck_for(house.clock.monotonic()) == 0
