"""The bus of one process leaves nothing behind; what every bus keeps is in tests/contracts/test_event_bus.py."""

from server.adapters.bus.memory import MemoryBus
from server.ports import Live


def test_nothing_is_left_when_watchers_leave_and_streams_end() -> None:
    bus = MemoryBus()
    with bus.watch("one"):
        bus.say("one", Live(stream_id="s", answer_id="a", channel="technical", text="x"))
    bus.hush("one", "s")
    assert (bus._watchers, bus._streams) == ({}, {})


def test_what_waits_for_a_slow_watcher_does_not_grow_in_number() -> None:
    bus = MemoryBus()
    with bus.watch("one") as watcher:
        for _ in range(10_000):
            bus.say("one", Live(stream_id="s", answer_id="a", channel="technical", text="x"))
        assert [len(piece.text) for piece in watcher.take()] == [10_000]
