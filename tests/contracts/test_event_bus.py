"""What every event bus keeps: wake-ups to whoever watches, live pieces joined, streams remembered until hushed."""

import asyncio

import pytest

from server.adapters.bus.memory import MemoryBus
from server.ports import EventBus, Live

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[MemoryBus])
def bus(request: pytest.FixtureRequest) -> EventBus:
    return request.param()


def text(stream_id: str, said: str) -> Live:
    return Live(stream_id=stream_id, answer_id="a", channel="technical", text=said)


async def test_a_wake_up_reaches_every_watcher_of_that_interview_only(bus: EventBus) -> None:
    with bus.watch("one") as first, bus.watch("one") as second, bus.watch("two") as other:
        bus.wake("one")
        await asyncio.wait_for(asyncio.gather(first.wait(), second.wait()), 1)
        assert first.log_grew()
        assert not first.log_grew()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other.wait(), 0.01)


async def test_a_wake_up_before_waiting_is_not_lost(bus: EventBus) -> None:
    with bus.watch("one") as watcher:
        bus.wake("one")
        await asyncio.wait_for(watcher.wait(), 1)


async def test_texts_that_wait_are_joined_but_never_across_streams(bus: EventBus) -> None:
    with bus.watch("one") as watcher:
        for stream, said in (("s1", "He"), ("s1", "llo"), ("s2", "other"), ("s1", "!")):
            bus.say("one", text(stream, said))
        assert [(piece.stream_id, piece.text) for piece in watcher.take()] == [("s1", "Hello!"), ("s2", "other")]
        assert watcher.take() == []


async def test_live_pieces_alone_do_not_say_that_the_log_grew(bus: EventBus) -> None:
    with bus.watch("one") as watcher:
        bus.say("one", text("s1", "x"))
        await asyncio.wait_for(watcher.wait(), 1)
        assert not watcher.log_grew()


async def test_a_late_watcher_gets_what_a_stream_has_said_so_far_and_then_goes_on(bus: EventBus) -> None:
    bus.say("one", text("s1", "Hel"))
    with bus.watch("one") as watcher:
        bus.say("one", text("s1", "lo "))
        assert [stream.texts for stream in watcher.in_flight()] == [{"technical": "Hello "}]
        bus.say("one", text("s1", "you"))
        assert [piece.text for piece in watcher.take()] == ["you"]


async def test_a_hushed_stream_is_forgotten(bus: EventBus) -> None:
    with bus.watch("one") as watcher:
        bus.say("one", text("s1", "Hello"))
        bus.hush("one", "s1")
        assert watcher.take() == []
        assert watcher.in_flight() == []
