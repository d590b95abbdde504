"""OpenAIChatModel: a language model behind any endpoint that speaks OpenAI's chat.completions.

The SDK opens the request; the stream is decoded here. Its retries and redirects are off, because all waiting is
counted by our own clocks. No message of a failure repeats a key, a prompt or a word of the endpoint's.
"""

import asyncio
import importlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING, Any, cast

from server.adapters.llm.clocks import MAX_COMPLAINT, Clocks
from server.adapters.llm.dialect import Dialect, with_schema_told
from server.adapters.llm.failures import Refused, failure_of, misconfigured, too_slow
from server.adapters.llm.reply import Reply
from server.adapters.llm.sse import Lines, delta_of
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

_NOT_A_STREAM = ("text/html", "application/json")


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
        self._spoken: set[tuple[Dialect, bool]] = set()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        """The reply as it comes, then Finished. ModelFailed where it is not whole, whatever the endpoint does."""
        ends = self._clock.monotonic() + self._clocks.total
        async with AsyncExitStack() as stack:
            response, sent = await self._open(request, stack)
            _require_stream(response.headers.get("content-type", ""))
            reply = Reply(request.max_tokens)
            lines = await stack.enter_async_context(aclosing(self._lines(response, reply, ends)))
            async for line in lines:
                text = "" if reply.over else reply.take(delta_of(line), self._clock.now())
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

    async def _open(self, request: ChatRequest, stack: AsyncExitStack) -> "tuple[httpx2.Response, dict[str, object]]":
        """Open the stream, stepping the dialect down where the endpoint complains, and remember what it took."""
        dialect = self._dialect
        while True:
            sent = dialect.body(request, self._temperature, self._seed)
            try:
                response = await self._send(request, dialect, sent, stack)
            except Refused as refused:
                lower = self._lower(dialect, refused, sent)
                if lower is None:
                    raise failure_of(refused, self._clock.now()) from None
                dialect = lower
            else:
                self._dialect = dialect
                self._spoken.add((dialect, "response_format" in sent))
                return response, sent

    def _lower(self, dialect: Dialect, refused: Refused, sent: dict[str, object]) -> Dialect | None:
        """A dialect that has worked is not doubted when the endpoint stumbles (500)."""
        if refused.status == 500 and (dialect, "response_format" in sent) in self._spoken:
            return None
        if failure_of(refused, self._clock.now()).reason in (Reason.ANSWER_TOO_LONG, Reason.MODEL_REFUSED):
            return None
        return dialect.after(refused.status, refused.body, sent)

    async def _send(
        self, request: ChatRequest, dialect: Dialect, sent: dict[str, object], stack: AsyncExitStack
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
            async with asyncio.timeout(self._clocks.headers):
                opened = await stack.enter_async_context(opening)
        except TimeoutError:
            raise too_slow(f"The model's endpoint sent no headers within {self._clocks.headers:g} s.") from None
        except openai.APITimeoutError:
            raise _unreachable(f"could not be connected to within {self._clocks.connect:g} s") from None
        except (openai.APIConnectionError, httpx2.HTTPError):
            raise _unreachable("could not be connected to, or hung up") from None
        except (httpx2.InvalidURL, ValueError):
            raise misconfigured("The address or the key of the model's endpoint cannot be put in a request.") from None
        return opened.http_response

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
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) >= MAX_COMPLAINT:
            break
    await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    raise Refused(response.status_code, headers, body[:MAX_COMPLAINT].decode(errors="replace"))


def _require_stream(content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _NOT_A_STREAM:
        raise misconfigured(f"The model's endpoint answered with {kind}: expected an event stream. Check its address.")


def _settings(sent: dict[str, object]) -> dict[str, str | int | float | bool | None]:
    form = cast("dict[str, str]", sent.get("response_format") or {})
    settings = {name: value for name, value in sent.items() if isinstance(value, (int, float))}
    return {**settings, "response_format": form.get("type", "none")}


def _unreachable(what: str) -> ModelFailed:
    return ModelFailed(Reason.MODEL_UNREACHABLE, f"The model's endpoint {what}.", retryable=True)
