"""Breaker: stop calling an endpoint that keeps failing, and look again after a while.

closed ──5 failures in the last 20 calls, 3 in a row, or one misconfiguration──> open
open ──its time is up──> half-open: one call is let through ──it works──> closed, ──it fails──> open
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing

from server.domain.grade import Reason
from server.ports import ChatModel, ChatRequest, Clock, Finished, ModelFailed, Text

WINDOW = 20
MOST_IN_WINDOW = 5
MOST_IN_A_ROW = 3
OPEN_SECONDS = 30.0
MISCONFIGURED_SECONDS = 300.0
"""Long enough to spare the endpoint, short enough that a mended key is noticed without a restart."""

NOT_ITS_FAULT = frozenset({Reason.MODEL_REFUSED, Reason.ANSWER_TOO_LONG, Reason.REPLY_INVALID})
"""Reasons that say something about one request, nothing about the endpoint's health."""


class Breaker:
    """Counts failures and says when not to call. One call at a time is let through while half-open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._open_until: float | None = None
        self._reason = Reason.MODEL_UNREACHABLE
        self._trying = False

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    @property
    def is_trying(self) -> bool:
        """Whether the one call that a half-open breaker lets through is on its way."""
        return self._trying

    def enter(self) -> bool:
        """Ask to make a call. ModelFailed, with the seconds to wait, while the breaker is open.

        True where this call is the trial of a half-open breaker: say so again when it is decided.
        """
        if self._open_until is None:
            return False
        wait = self._open_until - self._clock.monotonic()
        if wait > 0 or self._trying:
            raise ModelFailed(
                self._reason,
                f"The model's endpoint kept failing ({self._reason}); it is left alone for a while.",
                retryable=self._reason is not Reason.MODEL_MISCONFIGURED,
                retry_after=max(wait, 1.0),
            )
        self._trying = True
        return True

    def worked(self, trial: bool = False) -> None:
        """The call gave a complete reply. Only a trial closes the breaker: others began before it opened."""
        if trial:
            self._trying = False
            self._recent.clear()
            self._open_until = None
        self._recent.append(True)

    def failed(self, failure: ModelFailed, trial: bool = False) -> None:
        """The call failed. A failure that is not the endpoint's own shows that it is alive."""
        if failure.reason in NOT_ITS_FAULT:
            self.worked(trial)
            return
        self._trying = self._trying and not trial
        self._recent.append(False)
        if failure.reason is Reason.MODEL_MISCONFIGURED:
            self._open(failure, MISCONFIGURED_SECONDS)
        elif trial or self._too_many():
            self._open(failure, OPEN_SECONDS)

    def abandoned(self, trial: bool = False) -> None:
        """The caller went away before the call was decided: it says nothing."""
        self._trying = self._trying and not trial

    def _too_many(self) -> bool:
        last = list(self._recent)[-MOST_IN_A_ROW:]
        return self._recent.count(False) >= MOST_IN_WINDOW or (len(last) == MOST_IN_A_ROW and not any(last))

    def _open(self, failure: ModelFailed, seconds: float) -> None:
        until = self._clock.monotonic() + max(seconds, failure.retry_after or 0)
        if self._open_until is None or until > self._open_until:
            self._reason, self._open_until = failure.reason, until


class GuardedModel:
    """A ChatModel behind a breaker."""

    def __init__(self, model: ChatModel, clock: Clock) -> None:
        self.name = model.name
        self.breaker = Breaker(clock)
        self._model = model
        self._decided = asyncio.Event()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        """The model's stream; ModelFailed at once while the breaker is open.

        Beside a trial one waits for what it finds: a grade makes two calls at once, and were the second refused, the
        grade would fail, take the trial with it, and the breaker would never close.
        """
        while self.breaker.is_trying:
            await self._decided.wait()
        trial = self.breaker.enter()
        if trial:
            self._decided.clear()
        decided = False
        try:
            async with aclosing(self._model.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Finished):
                        decided = True
                        self.breaker.worked(trial)
                    yield piece
        except ModelFailed as failure:
            decided = True
            self.breaker.failed(failure, trial)
            raise
        finally:
            if not decided:
                self.breaker.abandoned(trial)
            if trial:
                self._decided.set()

    def count_tokens(self, text: str) -> int:
        """Tokens of this text, as the model counts them."""
        return self._model.count_tokens(text)

    async def close(self) -> None:
        await self._model.close()
