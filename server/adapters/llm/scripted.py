"""The scripted upstream: a real HTTP server on this machine that speaks the streaming chat.completions format.

It does what its script says, one step a request, then plays the demo model; so a test can make an upstream fail in any
way and see that it did. For a demonstration: `python -m server.adapters.llm.scripted --port 9999`.
"""

import argparse
import asyncio
import json
import re
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from server.adapters.llm.demo import reply_to

SERVED = "scripted-1"
_TOKEN = re.compile(r"\s*\S{1,8}|\s+")
_POLL = 0.002


@dataclass(frozen=True, slots=True)
class Say:
    """Reply with this text, or as the demo model would.

    `after` pieces of text the stream waits for `gate`, is cut, stalls until the caller goes away, or chatters as long
    without a word; `polite` ends a cut stream as if it were whole. `lead` are raw lines sent before the text.
    """

    text: str | None = None
    finish: str | None = "stop"
    after: int | None = None
    then: Literal["wait", "cut", "stall", "chatter"] = "cut"
    gate: threading.Event | None = None
    polite: bool = False
    usage: Mapping[str, int] | None = None
    lead: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Fail:
    """Answer with this status."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = '{"error": {"message": "scripted", "code": "scripted"}}'


@dataclass(frozen=True, slots=True)
class Raw:
    """Answer 200 with these bytes."""

    body: bytes
    content_type: str = "text/event-stream"


Step = Say | Fail | Raw


@dataclass(slots=True)
class Heard:
    """One request that came: its JSON, its headers, the step that answered it, and how far that got.

    `port` is the caller's: a connection that served before has the same again.
    """

    body: dict[str, Any]
    headers: Mapping[str, str]
    step: Step
    port: int = 0
    pieces: int = 0
    over: bool = False

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body["messages"]


class ScriptedUpstream:
    """`with ScriptedUpstream(*steps) as up`: serves on `up.base_url`, in a thread, on a free port of this machine."""

    def __init__(self, *steps: Step, pace: float = 0.0) -> None:
        self.requests: list[Heard] = []
        self.base_url = ""
        self._pace = pace
        self._steps: dict[str, deque[Step]] = {"": deque(steps)}
        self._refused: dict[str, Fail] = {}
        self._let_go = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def app(self) -> Starlette:
        """The server as an ASGI application."""
        return Starlette(routes=[Route("/v1/chat/completions", self._complete, methods=["POST"])])

    def play(self, *steps: Step, when: str = "") -> None:
        """Add steps to the script, for requests whose messages hold the text `when`."""
        self._steps.setdefault(when, deque()).extend(steps)

    def refuse(self, parameter: str, status: int = 400, message: str | None = None) -> None:
        """From now on refuse requests with this parameter (or response format), by default naming it."""
        told = message if message is not None else f"Unsupported parameter: '{parameter}'"
        self._refused[parameter] = Fail(status, body=json.dumps({"error": {"message": told}}))

    def reset(self) -> None:
        """Forget script, refusals and requests, and let go of whoever is stalled."""
        self._let_go.set()
        self._let_go = threading.Event()
        self._steps.clear()
        self._refused.clear()
        self.requests.clear()

    def __enter__(self) -> "ScriptedUpstream":
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server = uvicorn.Server(uvicorn.Config(self.app, log_level="critical", lifespan="off", ws="none"))
        self._server = server
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.reset()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(timeout=5)

    async def _complete(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        step = self._refusal(body) or self._next(body)
        heard = Heard(body, dict(request.headers), step, request.client.port if request.client else 0)
        self.requests.append(heard)
        if isinstance(step, Fail):
            heard.over = True
            return Response(step.body, step.status, dict(step.headers), media_type="application/json")
        if isinstance(step, Raw):
            heard.over = True
            return Response(step.body, media_type=step.content_type)
        if not body.get("stream"):
            return JSONResponse({"error": {"message": "Only streams are served here."}}, 400)
        return StreamingResponse(self._stream(heard, step), media_type="text/event-stream")

    def _refusal(self, body: dict[str, Any]) -> Fail | None:
        present = {*body, body.get("response_format", {}).get("type")}
        return next((fail for name, fail in self._refused.items() if name in present), None)

    def _next(self, body: dict[str, Any]) -> Step:
        """The first step for a request like this one; the demo model where the script has none."""
        told = "\n".join(message["content"] for message in body["messages"])
        waiting = (steps for when, steps in self._steps.items() if steps and when in told)
        return next((steps.popleft() for steps in waiting), Say())

    async def _stream(self, heard: Heard, step: Say) -> AsyncIterator[bytes]:
        for line in step.lead:
            yield line + b"\n\n"
        yield _chunk({"role": "assistant", "content": ""})
        pieces = _TOKEN.findall(reply_to(heard.messages) if step.text is None else step.text)
        for piece in pieces:
            if step.after == heard.pieces:
                async for idle in self._interrupt(step):
                    yield idle
                if step.then != "wait":
                    return
            if self._pace:
                await asyncio.sleep(self._pace)
            heard.pieces += 1
            yield _chunk({"content": piece})
        for line in _ending(heard, step, len(pieces)):
            yield line
        heard.over = True

    async def _interrupt(self, step: Say) -> AsyncIterator[bytes]:
        """What is sent while the stream is held up."""
        let_go = self._let_go
        waits = step.then != "cut"
        while waits and not let_go.is_set() and not (step.gate and step.gate.is_set()):
            if step.then == "chatter":
                yield b": still here\n\n" + _chunk({"content": ""})
            await asyncio.sleep(_POLL)
        if step.then == "cut" and not step.polite:
            raise ConnectionAbortedError


def _ending(heard: Heard, step: Say, pieces: int) -> Iterator[bytes]:
    if step.finish is not None:
        yield _chunk({}, step.finish)
    if heard.body.get("stream_options", {}).get("include_usage"):
        prompt = sum(len(message["content"]) for message in heard.messages) // 4
        usage = step.usage or {"prompt_tokens": prompt, "completion_tokens": pieces}
        yield _line({"model": SERVED, "choices": [], "usage": dict(usage)})
    yield b"data: [DONE]\n\n"


def _chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _line({"id": "scripted", "object": "chat.completion.chunk", "model": SERVED, "choices": [choice]})


def _line(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def main() -> None:
    """Serve the demo model until interrupted."""
    parser = argparse.ArgumentParser(description="Serve a scripted model in the chat.completions format.")
    parser.add_argument("--port", type=int, default=9999)
    parser.add_argument("--pace", type=float, default=0.02, help="seconds from one piece of text to the next")
    chosen = parser.parse_args()
    uvicorn.run(ScriptedUpstream(pace=chosen.pace).app, port=chosen.port, ws="none")


if __name__ == "__main__":
    main()
