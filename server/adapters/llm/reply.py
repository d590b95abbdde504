"""Reply: one reply while it comes. It is whole only when the endpoint said that it stopped of its own accord."""

from datetime import datetime

from server.adapters.llm.clocks import MAX_TEXT
from server.adapters.llm.failures import cut, failure_of, invalid, refused_in_stream
from server.adapters.llm.sse import Delta, Thoughts
from server.domain.grade import Reason
from server.ports import Finished, ModelFailed

CHARS_PER_TOKEN = 12
"""Far more than any vocabulary's average: beyond it a server has ignored the limit that it was sent."""


class Reply:
    """`progress` rises with every bit of text or reasoning; `complete` with the finishing chunk; `over`, stop reading.

    The connection's end says nothing: a stream that was cut looks the same as one that ended.
    """

    def __init__(self, max_tokens: int) -> None:
        self.progress = 0
        self.complete = False
        self.over = False
        self._most = min(MAX_TEXT, CHARS_PER_TOKEN * max_tokens)
        self._thoughts = Thoughts()
        self._chars = 0
        self._said = False
        self._model: str | None = None
        self._tokens_in: int | None = None
        self._tokens_out: int | None = None

    def take(self, delta: Delta, now: datetime) -> str:
        """Take one line in; the text that it adds. ModelFailed as soon as the reply cannot become whole."""
        if delta.error is not None:
            raise failure_of(refused_in_stream(delta.error), now)
        if delta.refused:
            raise _refusal("The model declined the request.")
        self._note(delta)
        text = "" if self.complete else self._text(delta)
        if delta.finish is not None and not self.complete:
            _require_stop(delta.finish)
            self.complete = True
            self.progress += 1
        self.over = delta.done or (self.complete and self._tokens_out is not None)
        return text

    def end(self) -> str:
        """Text that was held back. ModelFailed where the reply is not whole."""
        if not self.complete:
            raise cut("The model's stream ended before the model had finished.")
        rest = self._thoughts.end()
        if not self._said and not rest.strip():
            raise invalid("The model's reply is empty.")
        return rest

    def finished(self, settings: dict[str, str | int | float | bool | None]) -> Finished:
        """What is known of the whole reply."""
        return Finished(
            model_served=self._model, tokens_in=self._tokens_in, tokens_out=self._tokens_out, settings=settings
        )

    def _note(self, delta: Delta) -> None:
        self._model = self._model or delta.model
        self._tokens_in = delta.tokens_in if delta.tokens_in is not None else self._tokens_in
        self._tokens_out = delta.tokens_out if delta.tokens_out is not None else self._tokens_out

    def _text(self, delta: Delta) -> str:
        self._chars += len(delta.text) + len(delta.reasoning)
        if self._chars > self._most:
            raise cut(f"The model's reply passed {self._most} characters.")
        if delta.reasoning.strip() or delta.text.strip():
            self.progress += 1
        text = self._thoughts.text_of(delta.text) if delta.text else ""
        self._said = self._said or bool(text.strip())
        return text


def _require_stop(finish: str) -> None:
    if finish == "stop":
        return
    if finish == "content_filter":
        raise _refusal("The model's reply was filtered.")
    if finish == "length":
        raise ModelFailed(Reason.REPLY_CUT, "The model's reply reached its limit of tokens.", retryable=False)
    if finish in ("tool_calls", "function_call"):
        raise invalid("The model called a tool instead of replying.")
    raise cut("The model stopped for a reason other than having finished.")


def _refusal(message: str) -> ModelFailed:
    return ModelFailed(Reason.MODEL_REFUSED, message, retryable=False)
