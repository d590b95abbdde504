"""The pipe of the chat: one reader, one writer and a heartbeat on each socket.

What a move does is the conductor's affair, and what is sent in which turn is that of `outgoing`.
"""

import asyncio
import logging
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from server.api.deps import LOCAL_PERSON, Services
from server.api.outgoing import Outgoing
from server.api.refusal import Hangup, nack
from server.errors import Forbidden, NotFound, Unavailable, VivaError
from server.ports import Watcher
from server.protocol import (
    DRAFT_SECONDS,
    FRAME_BYTES,
    HELLO_SECONDS,
    PING_SECONDS,
    Close,
    DraftFrame,
    Hello,
    Move,
    Ping,
    Pong,
    ServerFrame,
    Welcome,
    client_frames,
)
from server.services.conductor import Standing

log = logging.getLogger("viva.chat")

CLOSE_SECONDS = 1.0
"""How long a close may take: a client that reads nothing does not read the close either."""

SILENT_PINGS = 2
"""A client that has sent nothing for this many pings is gone."""


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
        self._heard = services.clock.monotonic()
        self._drafted = float("-inf")

    async def run(self) -> None:
        try:
            hello = await self._hello()
            standing = await self._standing()
            with self._services.bus.watch(self._interview_id) as watcher:
                await self._converse(hello, standing, watcher)
        except Hangup as hangup:
            with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._socket.close(hangup.code, hangup.reason)
        except WebSocketDisconnect:
            pass

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
        since = hello.last_seq if resumed else 0
        outgoing = Outgoing(self._socket, self._interview_id, self._services, watcher, since)
        welcome = Welcome(
            epoch=self._services.epoch,
            head_seq=standing.head,
            resumed=resumed,
            phase=standing.interview.phase,
            draft=standing.draft,
        )
        with self._services.seats.take(self._interview_id, outgoing):
            await _first_to_end(
                asyncio.create_task(self._read(outgoing), name="chat-reader"),
                asyncio.create_task(outgoing.run(welcome), name="chat-writer"),
                asyncio.create_task(self._beat(outgoing), name="chat-heartbeat"),
            )

    async def _read(self, outgoing: Outgoing) -> None:
        while True:
            frame = await self._receive()
            self._heard = self._services.clock.monotonic()
            match frame:
                case Hello():
                    self._again(frame, outgoing)
                case DraftFrame():
                    await self._draft(frame)
                case Pong():
                    pass
                case _:
                    await self._move(frame, outgoing)

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

    def _again(self, hello: Hello, outgoing: Outgoing) -> None:
        """A second hello on an open socket asks for the gap after `last_seq`."""
        if hello.epoch != self._services.epoch:
            raise Hangup(Close.EPOCH_CHANGED, "the database is another one: start from 0")
        outgoing.go_back(hello.last_seq)

    async def _draft(self, frame: DraftFrame) -> None:
        now = self._services.clock.monotonic()
        if now - self._drafted < DRAFT_SECONDS:
            return
        self._drafted = now
        with suppress(VivaError):  # the browser keeps the draft as well
            await self._services.conductor.draft(self._interview_id, LOCAL_PERSON, frame.about, frame.text)

    async def _move(self, move: Move, outgoing: Outgoing) -> None:
        try:
            answer: ServerFrame = await self._services.conductor.move(self._interview_id, LOCAL_PERSON, move)
        except VivaError as error:
            answer = nack(move.cmid, error)
        except Exception:
            log.exception("a move of interview %s failed", self._interview_id)
            answer = nack(move.cmid, Unavailable("Something went wrong on our side; nothing was stored. Try again."))
        outgoing.answer(answer)
        await outgoing.room()

    async def _beat(self, outgoing: Outgoing) -> None:
        while True:
            await self._services.clock.sleep(PING_SECONDS)
            now = self._services.clock.monotonic()
            if outgoing.stuck_for(now) >= PING_SECONDS:
                raise Hangup(Close.READS_TOO_SLOWLY, f"nothing was read for {PING_SECONDS} s")
            if now - self._heard > SILENT_PINGS * PING_SECONDS:
                raise Hangup(Close.HEARTBEAT_LOST, "nothing was heard")
            outgoing.answer(Ping(head_seq=await self._services.reports.head(self._interview_id)))


async def _first_to_end(*tasks: asyncio.Task[None]) -> None:
    """Run these until one ends; the others are cancelled, and what ended it is raised."""
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
