"""The pipe of the chat: one reader, one writer, no queue that could grow.

The writer reads the log from the database when the socket is ready for more, so a slow client costs nothing but
its own socket; live pieces that wait for it are joined. What a move does is the conductor's affair.
"""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from server.api.deps import LOCAL_PERSON, Services
from server.domain.event import Event
from server.errors import Conflict, Forbidden, Invalid, NotFound, OutOfTurn, StorageFull, Unavailable, VivaError
from server.ports import Live, Watcher
from server.protocol import (
    DRAFT_SECONDS,
    FRAME_BYTES,
    HELLO_SECONDS,
    PING_SECONDS,
    CaughtUp,
    Close,
    DraftFrame,
    GoAway,
    Hello,
    Move,
    Nack,
    NackCode,
    Ping,
    Pong,
    ServerFrame,
    Snapshot,
    TextDelta,
    VerdictDelta,
    Welcome,
    client_frames,
)
from server.services.conductor import Standing, TooLong

log = logging.getLogger("viva.chat")

PAGE = 100
"""Events read from the log at a time."""

CLOSE_SECONDS = 1.0
"""How long a close may take: a client that reads nothing does not read the close either."""

REASON_BYTES = 120
"""A close frame takes a few more."""

SILENT_PINGS = 2
"""A client that has sent nothing for this many pings is gone."""

UNSENT_ANSWERS = 32
"""Acks that may wait for the writer before the reader stops reading."""


class Hangup(Exception):
    """Close the socket with this code and say why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def router(services: Services) -> APIRouter:
    routes = APIRouter()

    @routes.websocket("/api/interviews/{interview_id}/chat")
    async def chat(socket: WebSocket, interview_id: str) -> None:
        await socket.accept()
        await Pipe(socket, interview_id, services).run()

    return routes


class Pipe:
    """One socket on one interview, from hello to close."""

    def __init__(self, socket: WebSocket, interview_id: str, services: Services) -> None:
        self._socket = socket
        self._interview_id = interview_id
        self._services = services
        self._answers: deque[ServerFrame] = deque()
        self._room = asyncio.Event()
        self._hangup: Hangup | None = None
        self._sent_seq = 0
        self._counts: dict[str, int] = {}
        self._heard = services.clock.monotonic()
        self._drafted = float("-inf")
        self._watcher: Watcher | None = None
        self._sending_since: float | None = None

    async def run(self) -> None:
        try:
            hello = await self._hello()
            standing = await self._standing()
            with (
                self._services.seats.take(self._interview_id, self),
                self._services.bus.watch(self._interview_id) as watcher,
            ):
                self._watcher = watcher
                await self._converse(hello, standing, watcher)
        except Hangup as hangup:
            with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._socket.close(hangup.code, _reason(hangup))
        except WebSocketDisconnect:
            pass

    def leave(self, code: int) -> None:
        """Close soon: another tab took the seat, or the server goes away."""
        reason = "opened in another tab" if code == Close.OPENED_ELSEWHERE else "the server restarts"
        self._hangup = Hangup(code, reason)
        self._nudge()

    async def _hello(self) -> Hello:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                frame = await self._receive()
        except TimeoutError:
            raise Hangup(Close.PROTOCOL_ERROR, f"expected hello within {HELLO_SECONDS} s, got nothing") from None
        if not isinstance(frame, Hello):
            raise Hangup(Close.PROTOCOL_ERROR, f"expected hello first, got {frame.type}")
        return frame

    async def _standing(self) -> Standing:
        try:
            return await self._services.conductor.standing(self._interview_id, LOCAL_PERSON)
        except NotFound as error:
            raise Hangup(Close.UNKNOWN, str(error)) from None
        except Forbidden as error:
            raise Hangup(Close.NOT_ALLOWED, str(error)) from None

    async def _converse(self, hello: Hello, standing: Standing, watcher: Watcher) -> None:
        resumed = hello.epoch == self._services.epoch and hello.last_seq <= standing.head
        self._sent_seq = hello.last_seq if resumed else 0
        welcome = Welcome(
            epoch=self._services.epoch,
            head_seq=standing.head,
            resumed=resumed,
            phase=standing.interview.phase,
            draft=standing.draft,
        )
        tasks = [
            asyncio.create_task(self._read(), name="chat-reader"),
            asyncio.create_task(self._write(welcome, watcher), name="chat-writer"),
            asyncio.create_task(self._beat(), name="chat-heartbeat"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    # reading

    async def _read(self) -> None:
        while True:
            frame = await self._receive()
            self._heard = self._services.clock.monotonic()
            match frame:
                case Hello():
                    await self._again(frame)
                case DraftFrame():
                    await self._draft(frame)
                case Pong():
                    pass
                case _:
                    await self._move(frame)

    async def _receive(self) -> Hello | Move | DraftFrame | Pong:
        try:
            text = await self._socket.receive_text()
        except KeyError:  # so Starlette takes a binary frame
            raise Hangup(Close.PROTOCOL_ERROR, "expected text frames, got a binary one") from None
        if len(text) > FRAME_BYTES:
            raise Hangup(Close.PROTOCOL_ERROR, f"expected frames of at most {FRAME_BYTES} bytes")
        try:
            return client_frames.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Hangup(Close.PROTOCOL_ERROR, f"{where or 'frame'}: {first['msg']}") from None

    async def _again(self, hello: Hello) -> None:
        """A second hello on an open socket asks for the gap after `last_seq`."""
        if hello.epoch != self._services.epoch:
            raise Hangup(Close.EPOCH_CHANGED, "the database is another one: start from 0")
        self._sent_seq = min(self._sent_seq, hello.last_seq)
        self._nudge()

    async def _draft(self, frame: DraftFrame) -> None:
        now = self._services.clock.monotonic()
        if now - self._drafted < DRAFT_SECONDS:
            return
        self._drafted = now
        with suppress(VivaError):  # the browser keeps the draft as well
            await self._services.conductor.draft(self._interview_id, LOCAL_PERSON, frame.about, frame.text)

    async def _move(self, move: Move) -> None:
        try:
            answer: ServerFrame = await self._services.conductor.move(self._interview_id, LOCAL_PERSON, move)
        except VivaError as error:
            answer = nack(move.cmid, error)
        except Exception:
            log.exception("a move of interview %s failed", self._interview_id)
            answer = nack(move.cmid, Unavailable("Something went wrong on our side; nothing was stored. Try again."))
        self._answers.append(answer)
        self._nudge()
        while len(self._answers) >= UNSENT_ANSWERS:
            self._room.clear()
            await self._room.wait()

    # writing

    async def _write(self, welcome: Welcome, watcher: Watcher) -> None:
        await self._send(welcome)
        await self._send_log()
        for stream in watcher.in_flight():
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
        await self._send(CaughtUp(seq=self._sent_seq))
        while True:
            await watcher.wait()
            await self._flush(watcher)

    async def _flush(self, watcher: Watcher) -> None:
        """Send all there is: answers to moves, then the log, then live pieces; they may come in any order."""
        if self._hangup is not None:
            if self._hangup.code == Close.RESTART:
                await self._send(GoAway(code=Close.RESTART, spread_ms=2000))
            raise self._hangup
        while self._answers:
            await self._send(self._answers.popleft())
            self._room.set()
        if watcher.log_grew():
            await self._send_log()
        for piece in watcher.take():
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

    async def _beat(self) -> None:
        while True:
            await self._services.clock.sleep(PING_SECONDS)
            now = self._services.clock.monotonic()
            if self._sending_since is not None and now - self._sending_since >= PING_SECONDS:
                raise Hangup(Close.READS_TOO_SLOWLY, f"nothing was read for {PING_SECONDS} s")
            if now - self._heard > SILENT_PINGS * PING_SECONDS:
                raise Hangup(Close.HEARTBEAT_LOST, "nothing was heard")
            self._answers.append(Ping(head_seq=await self._services.reports.head(self._interview_id)))
            self._nudge()

    def _nudge(self) -> None:
        """Wake the writer of this socket only."""
        if self._watcher is not None:
            self._watcher.nudge()


def _reason(hangup: Hangup) -> str:
    """Why, as far as there is room for it in a close frame."""
    return str(hangup).encode()[:REASON_BYTES].decode(errors="ignore")


def nack(cmid: str, error: VivaError) -> Nack:
    """The refusal of a move, for a person and for a program."""
    code: NackCode
    match error:
        case OutOfTurn():
            code = "out_of_turn"
        case Conflict():
            code = "conflict"
        case TooLong():
            code = "too_long"
        case Invalid():
            code = "invalid"
        case NotFound():
            code = "not_found"
        case StorageFull():
            code = "storage_full"
        case _:
            code = "unavailable"
    retryable = isinstance(error, Unavailable)
    return Nack(cmid=cmid, code=code, message=str(error), retryable=retryable, retry_ms=5000 if retryable else None)
