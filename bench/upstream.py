"""Upstream: a model on loopback that stamps each token with the time at which it leaves, for bench.relay.

    python -m bench.upstream --port 9998 --pace 0.02 --tokens 200

It speaks streaming chat.completions. A request for verdicts is answered at once, by the demo model; any other with
prose whose words are times: `<asked>/<left> <left> <left> ...` in nanoseconds of the monotonic clock, which all
processes of a Linux machine share.
"""

import argparse
import asyncio
import json
import random
import time

import uvloop

from server.adapters.llm.demo import answer_in, reply_to

END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
PROSE = "## Stronger"
"""Stands in the messages of a request for prose, and of no other."""

_verdicts: dict[tuple[str, str], bytes] = {}


def event(text: str) -> bytes:
    """One piece of text as a line of the stream, as short as real ones are long: with all that comes along."""
    chunk = {
        "id": "chatcmpl-bench",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "stamping-1",
        "choices": [{"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": None}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


def verdict(body: bytes) -> bytes:
    """The demo model's reply; made once for the same question and answer, so that it costs no time."""
    messages = json.loads(body)["messages"]
    told, answer = messages[0]["content"], answer_in(messages)
    if (told, answer) not in _verdicts:
        _verdicts[told, answer] = chunked(event(reply_to(messages)) + END)
    return _verdicts[told, answer]


async def prose(writer: asyncio.StreamWriter, pace: float, tokens: int) -> None:
    asked = time.monotonic_ns()
    # Streams that start together would otherwise send in step for good, and queue behind each other.
    start = time.monotonic() + random.uniform(0.5, 1.5) * pace
    await asyncio.sleep(start - time.monotonic())
    writer.write(chunked(event("## Technical\n") + event(f"{asked}/{time.monotonic_ns()} ")))
    for at in range(1, tokens):
        await asyncio.sleep(start + at * pace - time.monotonic())
        writer.write(chunked(event(f"{time.monotonic_ns()} ")))
    writer.write(chunked(event("\n## Phrasing\nYou can be followed.\n## Stronger\nThe same, said better.\n") + END))


async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pace: float, tokens: int) -> None:
    """One connection: requests, one after the other, until the caller goes."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = await reader.readexactly(int(length[15:]))
            writer.write(HEAD)
            if PROSE.encode() in body:
                await prose(writer, pace, min(tokens, json.loads(body).get("max_tokens", tokens)))
            else:
                writer.write(verdict(body))
            writer.write(b"0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve(port: int, pace: float, tokens: int) -> None:
    server = await asyncio.start_server(lambda r, w: serve_one(r, w, pace, tokens), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pace", type=float, default=0.02, help="seconds from one token to the next")
    parser.add_argument("--tokens", type=int, default=200, help="tokens in one piece of prose")
    chosen = parser.parse_args()
    uvloop.run(serve(chosen.port, chosen.pace, chosen.tokens))


if __name__ == "__main__":
    main()
