"""Connection: the chat's client. Keeps at it through dropped lines, and sends every move until it is acknowledged."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from server.cli.visitor import Address, refusal
from server.domain.event import Event
from server.errors import Forbidden, Invalid, NotFound, Unavailable, VivaError
from server.protocol import (
    Ack,
    Close,
    DraftFrame,
    GoAway,
    Hello,
    Move,
    Nack,
    Ping,
    Pong,
    ServerFrame,
    Welcome,
    server_frames,
)

FIRST_PAUSE = 1.0
BASE_PAUSE = 0.5
LONGEST_PAUSE = 30.0
FRAME_LIMIT = 16 * 2**20
"""A grade with all its quotes is far below this."""


class Lost(NamedTuple):
    """The line is down; it is being tried again."""

    why: str


class Connection:
    """One interview's chat. `frames` goes on until the server says for good that it is over."""

    def __init__(
        self, address: Address, interview_id: str, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._address = address
        self._url = address.chat(interview_id)
        self._pause = pause
        self._socket: ClientConnection | None = None
        self._unacknowledged: dict[str, Move] = {}
        self._again: set[asyncio.Task[None]] = set()
        self._epoch: str | None = None
        self._last_seq = 0
        self._awaited_seq = 0
        self._failures = 0
        self._spread: float | None = None

    @property
    def is_idle(self) -> bool:
        """Whether every move has been answered, and its event was heard."""
        return not self._unacknowledged and self._last_seq >= self._awaited_seq

    async def move(self, move: Move) -> None:
        """Make a move; it is sent again after each welcome until it is acknowledged."""
        self._unacknowledged[move.cmid] = move
        await self._send(move.model_dump_json())

    async def draft(self, about: int, text: str) -> None:
        """Keep what is typed so far, if the line is up."""
        await self._send(DraftFrame(about=about, text=text).model_dump_json())

    async def frames(self) -> AsyncGenerator[ServerFrame | Lost, None]:
        """Every frame that is for a person, each event once and in order, and Lost whenever the line drops.

        Raises one of our errors where the server will not have us.
        """
        while True:
            try:
                async for frame in self._converse():
                    yield frame
                why = "the server closed it"
            except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake) as error:
                why = _gone(error, self._address)
            yield Lost(why)
            await self._pause(self._next_pause())

    async def _converse(self) -> AsyncGenerator[ServerFrame, None]:
        """One socket, from hello to close."""
        proxy = None if self._address.is_local else True
        try:
            opening = connect(
                self._url,
                additional_headers=self._address.headers,
                max_size=FRAME_LIMIT,
                compression=None,
                proxy=proxy,
            )
        except InvalidURI as error:
            raise Invalid(f"--server: expected an address such as http://127.0.0.1:8000, got {self._url!r}.") from error
        async with opening as socket:
            self._socket = socket
            try:
                await self._hello()
                async for text in socket:
                    frame = _read(text)
                    if await self._is_for_people(frame):
                        yield frame
            finally:
                self._socket = None

    async def _is_for_people(self, frame: ServerFrame) -> bool:
        """Do what the protocol asks for; whether the frame is news for whoever watches."""
        match frame:
            case Welcome():
                await self._welcomed(frame)
            case Ack():
                self._unacknowledged.pop(frame.cmid, None)
                self._awaited_seq = max(self._awaited_seq, frame.seq)
            case Nack():
                return await self._refused(frame)
            case Ping():
                await self._send(Pong(last_seq=self._last_seq).model_dump_json())
                if frame.head_seq > self._last_seq:
                    await self._hello()
                return False
            case GoAway():
                self._spread = frame.spread_ms / 1000
                return False
            case _ if frame.type == "event":
                return await self._is_next(frame)
            case _:
                pass
        return True

    async def _welcomed(self, welcome: Welcome) -> None:
        self._failures, self._spread = 0, None
        if not welcome.resumed:
            self._last_seq = self._awaited_seq = 0
        self._epoch = welcome.epoch
        for move in list(self._unacknowledged.values()):
            await self._send(move.model_dump_json())

    async def _is_next(self, event: Event) -> bool:
        """Events come with `seq` rising by exactly one; a repeat is dropped, a gap is asked for."""
        if event.seq > self._last_seq + 1:
            await self._hello()
        if event.seq != self._last_seq + 1:
            return False
        self._last_seq = event.seq
        return True

    async def _refused(self, nack: Nack) -> bool:
        """A refusal for the moment is tried again by us; any other is the person's affair. Both are told."""
        move = self._unacknowledged.get(nack.cmid)
        if move is None:
            return False
        if nack.retryable:
            again = asyncio.create_task(self._send_later(move, (nack.retry_ms or 5000) / 1000))
            self._again.add(again)
            again.add_done_callback(self._again.discard)
        else:
            del self._unacknowledged[nack.cmid]
        return True

    async def _send_later(self, move: Move, seconds: float) -> None:
        await self._pause(seconds)
        if move.cmid in self._unacknowledged:
            await self._send(move.model_dump_json())

    async def _hello(self) -> None:
        await self._send(Hello(epoch=self._epoch, last_seq=self._last_seq).model_dump_json())

    async def _send(self, text: str) -> None:
        """What a closed line takes no more is a move, which is sent again, or not worth it."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(text)

    def _next_pause(self) -> float:
        """Full jitter: at first within a second (or the server's own spread), then up to twice as long each time."""
        self._failures += 1
        if self._spread is not None:
            return random.uniform(0, self._spread)
        longest = FIRST_PAUSE if self._failures == 1 else min(LONGEST_PAUSE, BASE_PAUSE * 2**self._failures)
        return random.uniform(0, longest)


def _read(text: str | bytes) -> ServerFrame:
    try:
        return server_frames.validate_json(text)
    except ValidationError as error:
        raise Invalid(
            "The server said something that this Viva does not understand. Use the same version on both sides."
        ) from error


def _gone(error: Exception, address: Address) -> str:
    """Why the line dropped, in a few words; raises where trying again is of no use."""
    match error:
        case InvalidStatus() if error.response.status_code in (403, 404, 426):
            raise refusal(address, error.response.status_code, bytes(error.response.body)) from error
        case ConnectionClosed() if error.rcvd is not None:
            final = _final(error.rcvd.code, error.rcvd.reason)
            if final is not None:
                raise final from error
            return error.rcvd.reason or f"closed with {error.rcvd.code}"
        case _:
            return str(error) or type(error).__name__


def _final(code: int, reason: str) -> VivaError | None:
    match code:
        case Close.OPENED_ELSEWHERE:
            return Unavailable("This interview was opened elsewhere and goes on there. Come back with --resume.")
        case Close.UNKNOWN:
            return NotFound(reason)
        case Close.NOT_ALLOWED | Close.SIGNED_OUT:
            return Forbidden(reason or "You may not join this interview.")
        case Close.PROTOCOL_ERROR:
            return Invalid(f"The server refused what was sent: {reason}. Use the same version on both sides.")
        case _:
            return None
