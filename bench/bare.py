"""Bare: the least a relay can be, as the measure for ours. A WebSocket in front of a model's stream, nothing else.

No framework, no validation, no log, no guard, no answer stored, no grade: a pooled HTTP client reads the stream, fast
JSON takes the token out of its line and puts it into a frame. uvicorn, uvloop and websockets as Viva uses them.
"""

import argparse
import json
from typing import Any

import httpx2
import uvicorn
from pydantic_core import from_json, to_json

from bench.upstream import PROSE
from server.protocol import FRAME_BYTES


def request_for(tokens: int) -> bytes:
    """The body of a request for prose of so many tokens."""
    messages = [{"role": "system", "content": PROSE}]
    return json.dumps({"model": "bare", "stream": True, "max_tokens": tokens, "messages": messages}).encode()


class BareRelay:
    """An ASGI application: every frame that comes in is a number of tokens and starts a stream, `{}` ends it."""

    def __init__(self, upstream: str) -> None:
        self._url = f"http://{upstream}/v1/chat/completions"
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        self._http = httpx2.AsyncClient(timeout=None, limits=limits)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await self._relay(request_for(int(message["text"])), send)

    async def _relay(self, request: bytes, send: Any) -> None:
        number, rest = 0, b""
        async with self._http.stream("POST", self._url, content=request) as response:
            async for chunk in response.aiter_bytes():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    if line.startswith(b"data: {"):
                        text = from_json(line[6:])["choices"][0]["delta"].get("content")
                        if text:
                            frame = to_json({"type": "delta", "i": number, "text": text}).decode()
                            await send({"type": "websocket.send", "text": frame})
                            number += 1
        await send({"type": "websocket.send", "text": "{}"})


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True, help="host:port of bench.upstream")
    chosen = parser.parse_args()
    uvicorn.run(
        BareRelay(chosen.upstream),
        port=chosen.port,
        lifespan="off",
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    main()
