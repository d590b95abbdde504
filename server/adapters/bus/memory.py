"""The event bus of one process: wakes watchers, carries live pieces, remembers streams that are not over.

Nothing here grows with a slow watcher: pieces that wait for it are joined as they come.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from server.ports import InFlight, Live
from server.protocol import Channel


class MemoryBus:
    def __init__(self) -> None:
        self._watchers: dict[str, set[MemoryWatcher]] = {}
        self._streams: dict[str, dict[str, InFlight]] = {}

    def wake(self, interview_id: str) -> None:
        for watcher in self._watchers.get(interview_id, ()):
            watcher.nudge()

    def say(self, interview_id: str, piece: Live) -> None:
        streams = self._streams.setdefault(interview_id, {})
        streams[piece.stream_id] = _grown(streams.get(piece.stream_id), piece)
        for watcher in self._watchers.get(interview_id, ()):
            watcher.hear(piece)

    def hush(self, interview_id: str, stream_id: str) -> None:
        streams = self._streams.get(interview_id, {})
        streams.pop(stream_id, None)
        if not streams:
            self._streams.pop(interview_id, None)
        for watcher in self._watchers.get(interview_id, ()):
            watcher.forget(stream_id)

    @contextmanager
    def watch(self, interview_id: str) -> Generator["MemoryWatcher", None, None]:
        watcher = MemoryWatcher(self._streams, interview_id)
        self._watchers.setdefault(interview_id, set()).add(watcher)
        try:
            yield watcher
        finally:
            watchers = self._watchers[interview_id]
            watchers.discard(watcher)
            if not watchers:
                del self._watchers[interview_id]


class MemoryWatcher:
    def __init__(self, streams: dict[str, dict[str, InFlight]], interview_id: str) -> None:
        self._streams = streams
        self._interview_id = interview_id
        self._pieces: list[Live] = []
        self._nudged = asyncio.Event()
        self._grew = False

    def in_flight(self) -> list[InFlight]:
        self._pieces.clear()
        return list(self._streams.get(self._interview_id, {}).values())

    async def wait(self) -> None:
        await self._nudged.wait()
        self._nudged.clear()

    def take(self) -> list[Live]:
        pieces, self._pieces = self._pieces, []
        return pieces

    def log_grew(self) -> bool:
        grew, self._grew = self._grew, False
        return grew

    def nudge(self) -> None:
        self._grew = True
        self._nudged.set()

    def hear(self, piece: Live) -> None:
        last = self._last_of(piece.stream_id, piece.channel)
        if last is None:
            self._pieces.append(piece)
        else:
            self._pieces[last] = self._pieces[last].model_copy(update={"text": self._pieces[last].text + piece.text})
        self._nudged.set()

    def forget(self, stream_id: str) -> None:
        self._pieces = [piece for piece in self._pieces if piece.stream_id != stream_id]

    def _last_of(self, stream_id: str, channel: Channel | None) -> int | None:
        """Where the text that this piece goes on with waits, if it still does."""
        if channel is None:
            return None
        waiting = range(len(self._pieces) - 1, -1, -1)
        return next(
            (i for i in waiting if self._pieces[i].stream_id == stream_id and self._pieces[i].channel == channel), None
        )


def _grown(so_far: InFlight | None, piece: Live) -> InFlight:
    before = so_far or InFlight(stream_id=piece.stream_id, answer_id=piece.answer_id)
    if piece.line is not None:
        return before.model_copy(update={"lines": (*before.lines, piece.line)})
    if piece.channel is None:
        return before
    return before.model_copy(
        update={"texts": {**before.texts, piece.channel: before.texts.get(piece.channel, "") + piece.text}}
    )
