"""Outgoing: all that one client of the chat is sent, in turn, and no queue that could grow.

The log is read from the database when the socket is ready for more, so a slow client costs nothing but its own socket;
live pieces that wait for it are joined.
"""

import asyncio
from collections import deque

from fastapi import WebSocket

from server.api.deps import Services
from server.api.refusal import Hangup
from server.domain.event import Event
from server.ports import Live, Watcher
from server.protocol import CaughtUp, Close, GoAway, ServerFrame, Snapshot, TextDelta, VerdictDelta, Welcome

PAGE = 100
"""Events read from the log at a time."""

UNSENT_ANSWERS = 32
"""Answers to moves that may wait for the client before no more moves are read."""


class Outgoing:
    """The one writer of a socket. `since` is the seq of the last event that the client has."""

    def __init__(self, socket: WebSocket, interview_id: str, services: Services, watcher: Watcher, since: int) -> None:
        self._socket = socket
        self._interview_id = interview_id
        self._services = services
        self._watcher = watcher
        self._sent_seq = since
        self._answers: deque[ServerFrame] = deque()
        self._room = asyncio.Event()
        self._hangup: Hangup | None = None
        self._counts: dict[str, int] = {}
        self._sending_since: float | None = None

    async def run(self, welcome: Welcome) -> None:
        """Welcome the client, bring it up to date, then send what comes. Raises Hangup after `leave`."""
        await self._send(welcome)
        await self._send_log()
        await self._send_in_flight()
        await self._send(CaughtUp(seq=self._sent_seq))
        while True:
            await self._watcher.wait()
            await self._flush()

    def answer(self, frame: ServerFrame) -> None:
        """Send this as soon as the socket is ready."""
        self._answers.append(frame)
        self._watcher.nudge()

    async def room(self) -> None:
        """Wait until not too many answers wait."""
        while len(self._answers) >= UNSENT_ANSWERS:
            self._room.clear()
            await self._room.wait()

    def go_back(self, seq: int) -> None:
        """Send the log again from after this event."""
        self._sent_seq = min(self._sent_seq, seq)
        self._watcher.nudge()

    def leave(self, code: int) -> None:
        """Close soon: another tab took the seat, or the server goes away."""
        reason = "opened in another tab" if code == Close.OPENED_ELSEWHERE else "the server restarts"
        self._hangup = Hangup(code, reason)
        self._watcher.nudge()

    def stuck_for(self, now: float) -> float:
        """Seconds that the frame on its way has not been taken; 0 while none is."""
        return 0.0 if self._sending_since is None else now - self._sending_since

    async def _send_in_flight(self) -> None:
        for stream in self._watcher.in_flight():
            self._counts[stream.stream_id] = 0
            await self._send(
                Snapshot(
                    stream_id=stream.stream_id,
                    i=0,
                    answer_id=stream.answer_id,
                    lines=stream.lines,
                    texts=stream.texts,
                )
            )

    async def _flush(self) -> None:
        """Send all there is: answers to moves, then the log, then live pieces; they may come in any order."""
        if self._hangup is not None:
            if self._hangup.code == Close.RESTART:
                await self._send(GoAway(code=Close.RESTART, spread_ms=2000))
            raise self._hangup
        while self._answers:
            await self._send(self._answers.popleft())
            self._room.set()
        if self._watcher.log_grew():
            await self._send_log()
        for piece in self._watcher.take():
            await self._send(self._delta(piece))

    async def _send_log(self) -> None:
        while events := await self._services.reports.events(self._interview_id, self._sent_seq, PAGE):
            for event in events:
                if event.seq != self._sent_seq + 1:  # a second hello has gone back: read from there
                    break
                self._sent_seq = event.seq
                await self._send(event)
            else:
                if len(events) < PAGE:
                    return

    def _delta(self, piece: Live) -> VerdictDelta | TextDelta:
        count = self._counts.get(piece.stream_id, -1) + 1
        self._counts[piece.stream_id] = count
        if piece.line is not None:
            return VerdictDelta(stream_id=piece.stream_id, i=count, answer_id=piece.answer_id, line=piece.line)
        assert piece.channel is not None, "a live piece is a line or a text"
        return TextDelta(
            stream_id=piece.stream_id, i=count, answer_id=piece.answer_id, channel=piece.channel, text=piece.text
        )

    async def _send(self, frame: ServerFrame | Event) -> None:
        self._sending_since = self._services.clock.monotonic()
        await self._socket.send_text(frame.model_dump_json(by_alias=True))
        self._sending_since = None
