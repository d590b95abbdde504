"""Calls: what one part of the work may ask of the model, every try counted and paid for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from server.domain.grade import Reason, Usage
from server.ports import ChatModel, ChatRequest, Clock, Finished, ModelFailed

T = TypeVar("T")

LONGEST_WAIT = 20.0
"""Seconds that a Retry-After may keep us; a longer one is left to whoever asked for the work."""

FIRST_WAIT = 0.5
MOST_WAIT = 8.0
SILENT_CUT = 3
"""A server that counts fewer tokens than a third of ours has read only part of the request."""


class Spent:
    """What all calls of one piece of work came to, failed ones included."""

    def __init__(self) -> None:
        self.calls = 0
        self.tokens_in = 0
        self.tokens_out = 0
        self.estimated = False
        self.model_served: str | None = None
        self.settings: dict[str, str | int | float | bool | None] = {}

    def add(self, tokens_in: int, tokens_out: int, finished: Finished | None, most: int) -> None:
        """One call; our own counts stand where the server gave none, or more than `most`, which cannot be."""
        told_in, told_out = (finished.tokens_in, finished.tokens_out) if finished else (None, None)
        told_in = None if told_in is None or told_in > most else told_in
        told_out = None if told_out is None or told_out > most else told_out
        self.calls += 1
        self.tokens_in += tokens_in if told_in is None else told_in
        self.tokens_out += tokens_out if told_out is None else told_out
        self.estimated = self.estimated or told_in is None or told_out is None
        if finished is not None:
            self.model_served = finished.model_served or self.model_served
            self.settings.update(finished.settings)

    def usage(self) -> Usage:
        return Usage(tokens_in=self.tokens_in, tokens_out=self.tokens_out, estimated=self.estimated, calls=self.calls)


class Calls:
    """At most `most` calls. `jitter` gives numbers from 0 to 1."""

    def __init__(
        self, model: ChatModel, clock: Clock, spent: Spent, *, most: int, context: int, jitter: Callable[[], float]
    ) -> None:
        self.left = most
        self._model = model
        self._clock = clock
        self._spent = spent
        self._context = context
        self._jitter = jitter

    async def once(self, request: ChatRequest, feed: Callable[[str], None]) -> None:
        """Make one call and feed its text on as it comes; ModelFailed where the reply is not whole."""
        tokens_in = await self._counted("\n".join(message.content for message in request.messages))
        if tokens_in + request.max_tokens > self._context:
            raise ModelFailed(
                Reason.ANSWER_TOO_LONG,
                f"The request needs {tokens_in + request.max_tokens} tokens, the model has {self._context}.",
                retryable=False,
            )
        self.left -= 1
        said: list[str] = []
        finished: Finished | None = None
        try:
            async with aclosing(self._model.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Finished):
                        finished = piece
                    else:
                        said.append(piece.text)
                        feed(piece.text)
        finally:
            self._spent.add(tokens_in, len("".join(said)) // 4, finished, most=self._context)
        _require_all_read(tokens_in, finished)

    async def until_whole(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try until it works, within the calls that are left, with full jitter in between."""
        tries = 0
        while True:
            try:
                return await attempt()
            except ModelFailed as failure:
                wait = self._wait(failure, tries)
                if wait is None:
                    raise
            tries += 1
            await self._clock.sleep(wait)

    def _wait(self, failure: ModelFailed, tries: int) -> float | None:
        """Seconds to wait before the next try; None where there is to be none."""
        if not failure.retryable or self.left <= 0:
            return None
        if failure.retry_after is not None:
            return failure.retry_after if failure.retry_after <= LONGEST_WAIT else None
        return self._jitter() * min(MOST_WAIT, FIRST_WAIT * 2**tries)

    async def _counted(self, text: str) -> int:
        # In a thread: the first count reads the vocabulary from disk.
        return await asyncio.to_thread(self._model.count_tokens, text)


def _require_all_read(tokens_in: int, finished: Finished | None) -> None:
    told = finished.tokens_in if finished else None
    if told and told * SILENT_CUT < tokens_in:
        raise ModelFailed(
            Reason.ANSWER_TOO_LONG,
            f"The model counted {told} tokens of a request of about {tokens_in}: it has not read all of it.",
            retryable=False,
        )
