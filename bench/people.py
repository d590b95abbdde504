"""People: clients that interview over real sockets and note when what arrived, for the benches that load a server."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect

from bench.bare import request_for

QUIET = 20.0
"""Seconds without a frame after which a server has failed."""


@dataclass
class Heard:
    """One stream as it came in. All times are nanoseconds of the monotonic clock; tokens are (left, came)."""

    sent: int
    asked: int = 0
    tokens: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    acked: int = 0
    first_line: int = 0

    def note(self, text: str, came: int) -> None:
        """Take in a piece of the upstream's prose: one stamp or, where pieces were joined, several."""
        for word in text.split():
            asked, _, left = word.rpartition("/")
            if left.isdigit():
                self.asked = int(asked) if asked else self.asked
                self.tokens.append((int(left), came))

    @property
    def first_ms(self) -> float:
        """From the answer to its first token, without the time that the model itself took over that."""
        left, came = self.tokens[0]
        return ((came - self.sent) - (left - self.asked)) / 1e6

    def added_ms(self, since: int, until: int) -> list[float]:
        """What was added to each token that left between these times."""
        return [(came - left) / 1e6 for left, came in self.tokens if since <= left <= until]


async def read_straight(port: int, tokens: int) -> Heard:
    """One stream read from the upstream itself, by next to nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body, heard = request_for(tokens), Heard(time.monotonic_ns())
    writer.write(b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
    while not (line := await reader.readline()).startswith(b"data: [DONE]"):
        came = time.monotonic_ns()
        if line.startswith(b"data: {"):
            heard.note(json.loads(line[6:])["choices"][0]["delta"].get("content", ""), came)
    writer.close()
    return heard


async def read_bare(address: str, tokens: int) -> Heard:
    """One stream through the bare relay."""
    async with connect(f"ws://{address}/", compression=None, proxy=None) as socket:
        heard = Heard(time.monotonic_ns())
        await socket.send(str(tokens))
        while True:
            text = await asyncio.wait_for(socket.recv(), QUIET)
            came = time.monotonic_ns()
            frame: dict[str, Any] = json.loads(text)
            if not frame:
                return heard
            heard.note(frame["text"], came)


class Person:
    """One person in one interview, past the hello."""

    def __init__(self, socket: ClientConnection, about: int) -> None:
        self._socket = socket
        self._about = about

    async def answer(self, text: str) -> Heard:
        """Give an answer and listen until its feedback is in the log. RuntimeError where the model did not write it."""
        cmid = str(uuid.uuid4())
        move = {"type": "move", "kind": "answer", "cmid": cmid, "about": self._about, "text": text}
        heard = Heard(time.monotonic_ns())
        await self._socket.send(json.dumps(move))
        while True:
            frame, came = await self.next()
            match frame:
                case {"type": "delta", "channel": "technical", "text": str(piece)}:
                    heard.note(piece, came)
                case {"type": "delta", "channel": "verdict"} if not heard.first_line:
                    heard.first_line = came
                case {"type": "ack"}:
                    heard.acked = came
                case {"type": "nack"} | {"type": "event", "kind": "grade", "data": {"result": "not_graded"}}:
                    raise RuntimeError(f"expected a grade, got {frame}")
                case {"type": "event", "kind": "feedback"}:
                    return heard
                case _:
                    pass

    async def next(self) -> tuple[dict[str, Any], int]:
        """The next frame and when it came; pings are answered."""
        text = await asyncio.wait_for(self._socket.recv(), QUIET)
        came = time.monotonic_ns()
        frame: dict[str, Any] = json.loads(text)
        if frame["type"] == "ping":
            await self._socket.send('{"type": "pong"}')
        return frame, came


@asynccontextmanager
async def person(address: str, interview: str) -> AsyncGenerator[Person, None]:
    """A person who has said hello and been told all there is."""
    url = f"ws://{address}/api/interviews/{interview}/chat"
    async with connect(url, compression=None, proxy=None) as socket:
        await socket.send(json.dumps({"type": "hello", "proto": "viva.1", "last_seq": 0}))
        newcomer, about = Person(socket, 0), 0
        while (frame := (await newcomer.next())[0])["type"] != "caught_up":
            if frame["type"] == "event" and frame["kind"] == "question":
                about = frame["seq"]
        yield Person(socket, about)


def open_interviews(address: str, count: int) -> list[str]:
    """Ids of new interviews, all on the same question, so that all have the same to do."""
    with httpx2.Client(base_url=f"http://{address}", trust_env=False) as http:
        wish = {"track": "fastapi", "count": 1, "seed": 1}
        replies = [http.post("/api/interviews", json=wish).raise_for_status() for _ in range(count)]
    return [reply.json()["id"] for reply in replies]
