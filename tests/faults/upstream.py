"""FaultyUpstream: a real server on this machine that plays the demo model, and one fault of the table where asked to.

It writes bytes by hand, because a proper HTTP library refuses to misbehave; the scripted upstream stays for all else.
"""

import asyncio
import json
import math
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from server.adapters.llm.demo import answer_in, reply_to
from server.adapters.llm.scripted import SERVED

HALVES = {"technical": "# The claims", "phrasing": "# The criteria", "prose": "## Stronger"}
ALL = "all"
_PIECE = re.compile(r"\s*\S{1,40}|\s+")

_REPLIES: dict[tuple[str, ...], str] = {}
"""The demo model thinks for a while, and is asked the same by nearly every test."""

Act = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One request and the wire on which it is answered, well or badly."""

    def __init__(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        self.body = body
        self._writer = writer

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body["messages"]

    @property
    def half(self) -> str:
        return next(half for half, sign in HALVES.items() if sign in self.messages[0]["content"])

    def reply(self) -> str:
        """What a good model would say."""
        last = self.messages[-1]["content"] if len(self.messages) > 2 else ""
        asked = (self.messages[0]["content"], last, answer_in(self.messages))
        if asked not in _REPLIES:
            _REPLIES[asked] = reply_to(self.messages)
        return _REPLIES[asked]

    def chunks(self, text: str | None = None) -> list[dict[str, Any]]:
        """The pieces of a good stream that says this text, or the good reply."""
        said = _PIECE.findall(self.reply() if text is None else text)
        told = sum(len(message["content"]) for message in self.messages) // 4
        usage = {"prompt_tokens": told, "completion_tokens": len(said)}
        return [
            chunk({"role": "assistant", "content": ""}),
            *(chunk({"content": piece}) for piece in said),
            chunk({}, "stop"),
            {"model": SERVED, "choices": [], "usage": usage},
        ]

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def head(self, kind: str = "text/event-stream", status: int = 200, **more: str) -> None:
        """The status and the headers; the body ends with the connection."""
        headers = {"content-type": kind, "connection": "close", **{k.replace("_", "-"): v for k, v in more.items()}}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        await self.send(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode())

    async def good(self) -> None:
        await self.head()
        await self.send(sse(self.chunks()))

    async def hold(self) -> None:
        """Say nothing more until the caller goes away."""
        await asyncio.sleep(60)

    def reset(self) -> None:
        """Break the connection off, as a dying machine would."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def chunk(delta: Mapping[str, Any], finish: str | None = None, index: int = 0) -> dict[str, Any]:
    """One piece of a stream."""
    return {"model": SERVED, "choices": [{"index": index, "delta": dict(delta), "finish_reason": finish}]}


def sse(chunks: Iterable[object], done: bool = True) -> bytes:
    """The pieces as server-sent events."""
    lines = [b"data: " + json.dumps(one).encode() + b"\n\n" for one in chunks]
    return b"".join([*lines, b"data: [DONE]\n\n" if done else b""])


class FaultyUpstream:
    """`fired` counts the requests that met the fault, `served` all of them."""

    def __init__(self) -> None:
        self.fired = 0
        self.served: list[Exchange] = []
        self.base_url = ""
        self._act: Act | None = None
        self._half = ""
        self._left = 0.0
        self._serving: set[asyncio.Task[None]] = set()

    def misbehave(self, act: Act, half: str, times: float = math.inf) -> None:
        """Answer the next requests for this half of the work by this act."""
        self._act, self._half, self._left = act, half, times

    def mend(self) -> None:
        self._left = 0

    async def __aenter__(self) -> "FaultyUpstream":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            exchange = Exchange(json.loads(await reader.readexactly(length)), writer)
            self.served.append(exchange)
            await self._answer(exchange, reader)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller went away
        finally:
            self._serving.discard(task)
            writer.close()

    async def _answer(self, exchange: Exchange, reader: asyncio.StreamReader) -> None:
        if self._act is None or self._half not in (exchange.half, ALL) or self._left <= 0:
            await exchange.good()
            return
        self._left -= 1
        self.fired += 1
        acting = asyncio.create_task(self._act(exchange))
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait((acting, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            acting.cancel()
            gone.cancel()
            await asyncio.gather(acting, gone, return_exceptions=True)
