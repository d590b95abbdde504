"""Metered: a model whose every call is reserved in the ledger before it is made, and settled when it is over.

What is reserved is the most that the call can take: the tokens of the request, counted here, and the longest reply
that it allows. A call that would break a cap is not made. A reservation whose process died is never released: the
provider may well have billed the call, so it counts in full, and no cap is broken by a crash.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from server.domain.grade import Reason
from server.errors import Unavailable
from server.ports import Caps, ChatModel, ChatRequest, Clock, Finished, ModelFailed, Payer, Scope, Store, Text

_PAYER: ContextVar[Payer] = ContextVar("payer")

FRAMING = 8
"""Tokens for the frame of each message, on the safe side."""

NOTHING_TAKEN = frozenset({Reason.MODEL_UNREACHABLE, Reason.MODEL_BUSY, Reason.MODEL_MISCONFIGURED})
"""A call that failed so before a word was said took nothing."""

_SETTINGS = {
    Scope.ANSWER: "VIVA_ANSWER_TOKEN_CAP",
    Scope.PERSON_DAY: "VIVA_PERSON_DAILY_TOKEN_CAP",
    Scope.DAY: "VIVA_DAILY_TOKEN_CAP",
}


class MeteredModel:
    """Fulfils ChatModel. A call for which nobody pays raises LookupError, because it would escape every cap."""

    def __init__(self, model: ChatModel, store: Store, clock: Clock, caps: Caps) -> None:
        self.name = model.name
        self._model = model
        self._store = store
        self._clock = clock
        self._caps = caps

    @contextmanager
    def paid_by(self, payer: Payer) -> Generator[None, None, None]:
        """While this is entered, the calls of this task, and of those it starts, are for this payer."""
        token = _PAYER.set(payer)
        try:
            yield
        finally:
            _PAYER.reset(token)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        """The model's stream; ModelFailed, with the seconds until the next day, where a cap has no room for it."""
        asked = await self._asked(request)
        reservation = await self._reserve(asked + request.max_tokens)
        said: list[str] = []
        taken: int | None = None
        try:
            async with aclosing(self._model.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Finished):
                        taken = _told(piece)
                    else:
                        said.append(piece.text)
                    yield piece
        except ModelFailed as failure:
            taken = 0 if failure.reason in NOTHING_TAKEN and not said else None
            raise
        finally:
            spent = asked + self.count_tokens("".join(said)) if taken is None else taken
            with suppress(Unavailable):  # a full disk, say: the reservation goes on counting in full
                await self._store.write(lambda repos: repos.spending.settle(reservation, spent))

    def count_tokens(self, text: str) -> int:
        """Tokens of this text, as the model counts them."""
        return self._model.count_tokens(text)

    async def close(self) -> None:
        await self._model.close()

    async def _asked(self, request: ChatRequest) -> int:
        """The tokens of a request, its schema included."""
        schema = [json.dumps(request.schema_body)] if request.schema_body else []
        text = "\n".join([*(message.content for message in request.messages), *schema])
        # In a thread: the first count reads the vocabulary from disk.
        return await asyncio.to_thread(self.count_tokens, text) + FRAMING * len(request.messages)

    async def _reserve(self, tokens: int) -> int:
        payer, now = _PAYER.get(), self._clock.now()
        taken = await self._store.write(lambda repos: repos.spending.reserve(payer, now.date(), tokens, self._caps))
        if not isinstance(taken, Scope):
            return taken
        whole = f"{_SETTINGS[taken]}: a call that may take {tokens} tokens has no room within it, so it was not made"
        if taken is Scope.ANSWER:
            raise ModelFailed(Reason.ANSWER_BUDGET_SPENT, f"{whole}.", retryable=False)
        wait = _until_tomorrow(now)
        said = f"{whole}; the next day begins in {timedelta(seconds=round(wait))}, at 00:00 UTC."
        raise ModelFailed(Reason.BUDGET_SPENT, said, retryable=False, retry_after=wait)


def _told(finished: Finished) -> int | None:
    """What the server says that the call took; None where it does not say."""
    if finished.tokens_in is None or finished.tokens_out is None:
        return None
    return finished.tokens_in + finished.tokens_out


def _until_tomorrow(now: datetime) -> float:
    """Seconds until the next day begins; `now` is in UTC, as clocks tell it."""
    return (datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo) - now).total_seconds()
