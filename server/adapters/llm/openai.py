"""OpenAIChatModel: a language model behind any endpoint that speaks OpenAI's chat.completions.

The SDK opens the request; the stream is decoded here. Its retries and redirects are off, because all waiting is
counted by our own clocks. No message of a failure repeats a key, a prompt or a word of the endpoint's.
"""

import asyncio
import importlib
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress
from typing import TYPE_CHECKING, Any, cast

from server.adapters.llm.clocks import MAX_COMPLAINT, Clocks
from server.adapters.llm.dialect import Dialect, Step, with_schema_told
from server.adapters.llm.failures import Refused, error_in, failure_of, misconfigured, refused_in_stream, too_slow
from server.adapters.llm.reply import Reply
from server.adapters.llm.sse import Events, Lines
from server.adapters.llm.tokens import count_tokens
from server.domain.grade import Reason
from server.ports import ChatRequest, Clock, Finished, ModelFailed, Prompt, Text

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

CONNECTIONS = 400
LINGER = 2.0
"""Seconds to wait, after the reply is whole, for the usage that may follow it."""

TAIL = 0.1
"""Seconds to wait for the end of a response that has nothing more to say: only then can its connection serve again."""

DOUBTS = 3
"""After so many guesses in a row that worked, a part of the dialect that nobody named is left out for good."""

_NOT_A_STREAM = ("text/html", "application/json")
_TALKATIVE = ("openai", "httpx2", "httpcore2")
"""Libraries that log requests, prompts included, where an operator turns on debugging."""


class OpenAIChatModel:
    """A ChatModel at one endpoint. `schema_prompt` tells the schema where the endpoint does not take one.

    The connections are pooled for as long as this object lives: make one, and close it at the end.
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        clocks: Clocks,
        clock: Clock,
        temperature: float | None = 0,
        seed: int | None = 7,
        schema_prompt: Prompt | None = None,
    ) -> None:
        self.name = model
        self._base_url = base_url
        self._api_key = api_key
        self._clocks = clocks
        self._clock = clock
        self._temperature = temperature
        self._seed = seed
        self._schema_prompt = schema_prompt
        self._client: AsyncOpenAI | None = None
        on_openai = "api.openai.com" in base_url
        self._dialect = Dialect(limit="max_completion_tokens" if on_openai else "max_tokens")
        self._doubts = 0
        self._spoken: set[tuple[Dialect, bool]] = set()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        """The reply as it comes, then Finished. ModelFailed where it is not whole, whatever the endpoint does."""
        ends = self._clock.monotonic() + self._clocks.total
        async with AsyncExitStack() as stack:
            response, sent = await self._open(request, ends, stack)
            await self._require_stream(response)
            reply, events = Reply(request.max_tokens), Events()
            lines = await stack.enter_async_context(aclosing(self._lines(response, reply, ends)))
            async for line in lines:
                text = "" if reply.over else reply.take(events.take(line), self._clock.now())
                if text:
                    yield Text(text=text)
            rest = reply.end()
            if rest:
                yield Text(text=rest)
            yield reply.finished(_settings(sent))

    def count_tokens(self, text: str) -> int:
        """Tokens of this text in o200k; an estimate where the model has another vocabulary."""
        return count_tokens(text)

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._client is not None:
            await self._client.close()

    async def _open(
        self, request: ChatRequest, ends: float, stack: AsyncExitStack
    ) -> "tuple[httpx2.Response, dict[str, object]]":
        """Open the stream, stepping the dialect down where the endpoint complains, and remember what it took."""
        dialect, certain = self._dialect, True
        while True:
            sent = dialect.body(request, self._temperature, self._seed)
            try:
                response = await self._send(request, dialect, sent, ends, stack)
            except Refused as refused:
                lower = self._lower(dialect, refused, sent)
                if lower is None:
                    raise failure_of(refused, self._clock.now()) from None
                dialect, certain = lower.dialect, certain and lower.named
            else:
                self._remember(dialect, certain)
                self._spoken.add((dialect, "response_format" in sent))
                return response, sent

    def _lower(self, dialect: Dialect, refused: Refused, sent: dict[str, object]) -> Step | None:
        """A dialect that has worked is not doubted when the endpoint stumbles (500)."""
        if refused.status == 500 and (dialect, "response_format" in sent) in self._spoken:
            return None
        if failure_of(refused, self._clock.now()).reason in (Reason.ANSWER_TOO_LONG, Reason.MODEL_REFUSED):
            return None
        return dialect.after(refused.status, refused.body, sent)

    def _remember(self, dialect: Dialect, certain: bool) -> None:
        """What was named is left out for good; what was guessed only once the guess has held DOUBTS times in a row."""
        guessed = dialect != self._dialect and not certain
        self._doubts = self._doubts + 1 if guessed else 0
        if not guessed or self._doubts >= DOUBTS:
            self._dialect, self._doubts = dialect, 0

    async def _send(
        self, request: ChatRequest, dialect: Dialect, sent: dict[str, object], ends: float, stack: AsyncExitStack
    ) -> "httpx2.Response":
        messages = request.messages
        if dialect.tells_schema(request) and self._schema_prompt is not None:
            schema = json.dumps(request.schema_body, ensure_ascii=False)
            messages = with_schema_told(messages, self._schema_prompt.message(schema=schema))
        if self._client is None:
            await asyncio.to_thread(importlib.import_module, "openai")
        import httpx2
        import openai

        try:
            opening = self._ready().chat.completions.with_streaming_response.create(
                model=self.name,
                messages=cast("Any", [message.model_dump() for message in messages]),
                stream=True,
                extra_body=sent,
                extra_headers={"accept-encoding": "identity"},
            )
            async with asyncio.timeout(min(self._clocks.headers, ends - self._clock.monotonic())):
                opened = await stack.enter_async_context(opening)
        except TimeoutError:
            raise too_slow("The model's endpoint sent no headers in time.") from None
        except openai.APITimeoutError:
            raise _unreachable(f"could not be connected to within {self._clocks.connect:g} s") from None
        except (openai.APIConnectionError, httpx2.HTTPError):
            raise _unreachable("could not be connected to, or hung up") from None
        except (httpx2.InvalidURL, ValueError):
            raise misconfigured("The address or the key of the model's endpoint cannot be put in a request.") from None
        return opened.http_response

    async def _require_stream(self, response: "httpx2.Response") -> None:
        """ModelFailed for a page or an object in place of a stream, even one whose error came with status 200."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _NOT_A_STREAM:
            return
        try:
            async with asyncio.timeout(self._clocks.first_text):
                error = error_in(await _beginning(response))
        except TimeoutError:
            raise too_slow("The model's endpoint sent no whole reply in time.") from None
        if error is not None:
            raise failure_of(refused_in_stream(error), self._clock.now())
        raise misconfigured(f"The model's endpoint answered with {kind}: expected an event stream. Check its address.")

    async def _lines(self, response: "httpx2.Response", reply: Reply, ends: float) -> AsyncGenerator[bytes, None]:
        """The lines of the stream, under the clocks for the first text, the gap and the whole."""
        lines = Lines()
        chunks = response.aiter_bytes()
        waited_since, reached = self._clock.monotonic(), (0, False)
        while True:
            if (reply.progress, reply.over) != reached:
                waited_since, reached = self._clock.monotonic(), (reply.progress, reply.over)
            chunk = await self._next(chunks, min(waited_since + self._patience(reply), ends), reply)
            if chunk is None:
                break
            for line in lines.feed(chunk):
                yield line
        for line in lines.end():
            yield line

    def _patience(self, reply: Reply) -> float:
        """Seconds that the next bytes may take."""
        if reply.over:
            return TAIL
        if reply.complete:
            return LINGER
        return self._clocks.gap if reply.progress else self._clocks.first_text

    async def _next(self, chunks: AsyncIterator[bytes], until: float, reply: Reply) -> bytes | None:
        """The next bytes; None at the end of the stream, however it came about."""
        import httpx2

        left = until - self._clock.monotonic()
        try:
            if left > 0:
                async with asyncio.timeout(left):
                    return await anext(chunks, None)
        except TimeoutError:
            pass
        except (httpx2.HTTPError, httpx2.StreamError):
            return None
        if reply.complete or reply.over:
            return None
        raise too_slow(f"The model was too slow {'after' if reply.progress else 'before'} its first text.")

    def _ready(self) -> "AsyncOpenAI":
        """The client, made at first use; by then the SDK, whose import takes most of a second, is there."""
        import httpx2
        import openai

        if self._client is None:
            for name in _TALKATIVE:
                logging.getLogger(name).setLevel(logging.WARNING)
            timeout = httpx2.Timeout(None, connect=self._clocks.connect)
            limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
            http = httpx2.AsyncClient(
                timeout=timeout, limits=limits, follow_redirects=False, event_hooks={"response": [_stop_at_error]}
            )
            self._client = openai.AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._api_key or "none",
                max_retries=0,
                timeout=timeout,
                http_client=http,
            )
        return self._client


async def _stop_at_error(response: "httpx2.Response") -> None:
    """Raise Refused for any status but success, having read no more of the complaint than may be needed."""
    if response.is_success:
        return
    body = await _beginning(response)
    await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    raise Refused(response.status_code, headers, body)


async def _beginning(response: "httpx2.Response") -> str:
    """The first MAX_COMPLAINT bytes of a body; less where it breaks off or cannot be unpacked."""
    import httpx2

    body = b""
    with suppress(httpx2.HTTPError, httpx2.StreamError):
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) >= MAX_COMPLAINT:
                break
    return body[:MAX_COMPLAINT].decode(errors="replace")


def _settings(sent: dict[str, object]) -> dict[str, str | int | float | bool | None]:
    form = cast("dict[str, str]", sent.get("response_format") or {})
    settings = {name: value for name, value in sent.items() if isinstance(value, (int, float))}
    return {**settings, "response_format": form.get("type", "none")}


def _unreachable(what: str) -> ModelFailed:
    return ModelFailed(Reason.MODEL_UNREACHABLE, f"The model's endpoint {what}.", retryable=True)
