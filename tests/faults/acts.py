"""Acts: the ways in which an upstream misbehaves, as the rows of the table name them."""

import asyncio
import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

from server.adapters.llm.demo import answer_in
from tests.clock import START
from tests.faults.upstream import Act, Exchange, chunk, sse
from tests.upstream import KEY, UPSTREAM_TEXT

PROMPT_TEXT = "You mark the content of one spoken answer"
TOLD = f"{UPSTREAM_TEXT} {KEY} {PROMPT_TEXT}"
"""What an upstream says in its errors, and nobody may ever see."""


def status(code: int, message: str = TOLD, **headers: str) -> Act:
    """Answer with this status and an error object."""
    body = json.dumps({"error": {"message": message, "code": None}})
    return page(code, "application/json", body.encode(), **headers)


def page(code: int, kind: str, body: bytes, **headers: str) -> Act:
    """Answer with this status, type and body."""

    async def act(exchange: Exchange) -> None:
        await exchange.head(kind, code, **headers)
        await exchange.send(body)

    return act


def refusing(parameter: str, code: int = 400, message: str | None = None) -> Act:
    """Refuse requests with this parameter, by default naming it; answer all others well."""

    async def act(exchange: Exchange) -> None:
        present = {*exchange.body, exchange.body.get("response_format", {}).get("type")}
        if parameter in present:
            await status(code, f"Unsupported parameter: {parameter}" if message is None else message)(exchange)
        else:
            await exchange.good()

    return act


def in_date(after: timedelta) -> str:
    return format_datetime(START + after, usegmt=True)


async def reset(exchange: Exchange) -> None:
    exchange.reset()


async def hang_up(exchange: Exchange) -> None:
    """Close without a word."""


async def silence(exchange: Exchange) -> None:
    await exchange.hold()


async def slow_headers(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    await exchange.hold()


async def reset_after_headers(exchange: Exchange) -> None:
    await exchange.head()
    exchange.reset()


async def silence_after_headers(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.hold()


def part(share: float, then: str) -> Act:
    """Send this share of a good stream, then reset, hold or close."""

    async def act(exchange: Exchange) -> None:
        body = sse(exchange.chunks())
        await exchange.head()
        await exchange.send(body[: int(len(body) * share)])
        await asyncio.sleep(0.01)
        if then == "reset":
            exchange.reset()
        elif then == "hold":
            await exchange.hold()

    return act


def drip(data: bytes, lead: bytes = b"") -> Act:
    """Send the same bytes over and over, for as long as somebody listens."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(lead)
        while True:
            await exchange.send(data)
            await asyncio.sleep(0.01)

    return act


def flood(data: bytes) -> Act:
    """The same without a pause."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(b"data: ")
        while True:
            await exchange.send(data)

    return act


async def short_length(exchange: Exchange) -> None:
    """Promise more bytes than come."""
    body = sse(exchange.chunks())
    await exchange.head(content_length=str(len(body) + 1000))
    await exchange.send(body[: len(body) // 2])


async def broken_chunking(exchange: Exchange) -> None:
    await exchange.head(transfer_encoding="chunked")
    await exchange.send(b"5\r\ndata:\r\nzz\r\nnonsense")


async def not_http(exchange: Exchange) -> None:
    await exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n")


def body(change: Callable[[bytes], bytes], kind: str = "text/event-stream", **headers: str) -> Act:
    """A good stream's bytes, changed."""

    async def act(exchange: Exchange) -> None:
        await exchange.head(kind, **headers)
        await exchange.send(change(sse(exchange.chunks())))

    return act


async def split_characters(exchange: Exchange) -> None:
    """UTF-8 that is not escaped, sent so that its characters are cut in two."""
    said = json.loads(exchange.reply())
    for point in said["points"]:
        point["heard"] = "naïve, 日本語, 🙂"
    whole = exchange.chunks(json.dumps(said, ensure_ascii=False))
    data = b"".join(b"data: " + json.dumps(one, ensure_ascii=False).encode() + b"\n\n" for one in whole)
    await exchange.head()
    for start in range(0, len(data), 61):
        await exchange.send(data[start : start + 61])
        await asyncio.sleep(0)


@cache
def bomb() -> bytes:
    """64 MB of blanks in 64 kB."""
    return gzip.compress(b" " * (64 * 1024 * 1024), 6)


async def gzip_bomb(exchange: Exchange) -> None:
    await exchange.head(content_encoding="gzip")
    await exchange.send(bomb())


async def gzip_bomb_in_an_error(exchange: Exchange) -> None:
    await exchange.head("application/json", 503, content_encoding="gzip")
    await exchange.send(bomb())


async def gzipped(exchange: Exchange) -> None:
    await exchange.head(content_encoding="gzip")
    await exchange.send(gzip.compress(sse(exchange.chunks())))


async def not_a_stream(exchange: Exchange) -> None:
    message = {"role": "assistant", "content": exchange.reply()}
    whole = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    await page(200, "application/json", json.dumps(whole).encode())(exchange)


def chunks(change: Callable[[list[dict[str, Any]]], list[Any]]) -> Act:
    """A good stream's pieces, changed."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(sse(change(exchange.chunks())))

    return act


def deltas(change: Callable[[str], dict[str, Any]]) -> Act:
    """A good stream in which every piece of text is told in another way."""

    def told(one: dict[str, Any]) -> dict[str, Any]:
        text = one["choices"][0]["delta"].get("content") if one["choices"] else None
        return chunk(change(text)) if text else one

    return chunks(lambda all_: [told(one) for one in all_])


def finish(reason: str | None) -> Act:
    """A whole text that finishes for this reason."""
    return chunks(lambda all_: [*all_[:-2], chunk({}, reason), all_[-1]])


def usage(**counts: object) -> Act:
    return chunks(lambda all_: [*all_[:-1], {"choices": [], "usage": counts}])


def in_stream(error: object) -> Act:
    """An error as a piece of a stream whose status was 200."""
    return chunks(lambda all_: [*all_[:3], {"error": error}])


def text(change: Callable[[str], str]) -> Act:
    """A good stream with another text."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(sse(exchange.chunks(change(exchange.reply()))))

    return act


def reply(change: Callable[[dict[str, Any]], object]) -> Act:
    """A good stream whose JSON was changed; `change` alters it in place."""

    def altered(said: str) -> str:
        whole = json.loads(said)
        change(whole)
        return json.dumps(whole)

    return text(altered)


def points(**fields: object) -> Act:
    """Every key point with these fields."""
    return reply(lambda whole: [point.update(fields) for point in whole["points"]])


def first(**fields: object) -> Act:
    """The first key point, or criterion, with these fields."""
    return reply(lambda whole: [one.update(fields) for one in (whole.get("points") or whole["criteria"])[:1]])


def quoting(change: Callable[[str], list[str]]) -> Act:
    """The first key point with quotes made from the answer."""

    async def act(exchange: Exchange) -> None:
        await first(quotes=change(answer_in(exchange.messages)), verdict="covered")(exchange)

    return act


async def cue_in_an_error(exchange: Exchange) -> None:
    """Name an error, and tell in its `why` all the paraphrases that were to be listened for."""
    cues = re.findall(r"(?:Or like this|It may sound like this): (.*)", exchange.messages[0]["content"])
    quote = " ".join(answer_in(exchange.messages).split()[:6])
    await reply(lambda whole: whole.update(errors=[{"quote": quote, "why": f"Say: {one}"} for one in cues[:5]]))(
        exchange
    )
