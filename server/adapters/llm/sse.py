"""Server-sent events of chat.completions, decoded straight from the bytes: only the fields that are used.

Building the SDK's chunk objects costs 85 us a token; this costs a few.
"""

from typing import Any, NamedTuple, cast

from pydantic_core import from_json

from server.adapters.llm.clocks import MAX_LINE, MAX_STREAM
from server.adapters.llm.failures import invalid

SANE_TOKENS = 10_000_000
"""A server that reports more tokens than this, or less than none, has reported nothing."""

_OPEN, _CLOSE = "<think>", "</think>"


class Delta(NamedTuple):
    """What one line of the stream adds."""

    text: str = ""
    reasoning: str = ""
    refused: bool = False
    finish: str | None = None
    model: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    error: object = None
    done: bool = False


NOTHING = Delta()


class Lines:
    """Splits a stream into lines, within the caps. ModelFailed where they are passed."""

    def __init__(self) -> None:
        self._rest = b""
        self._bytes = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes."""
        self._bytes += len(chunk)
        if self._bytes > MAX_STREAM:
            raise invalid(f"The model's stream passed {MAX_STREAM} bytes.")
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > MAX_LINE or any(len(line) > MAX_LINE for line in lines):
            raise invalid(f"A line of the model's stream passed {MAX_LINE} bytes.")
        return lines

    def end(self) -> list[bytes]:
        """The last line, where the stream ended without a line break."""
        last, self._rest = self._rest, b""
        return [last] if last else []


def delta_of(line: bytes) -> Delta:
    """What this line adds; nothing for comments, other fields and blank lines. ModelFailed where it is not JSON."""
    if not line.startswith(b"data:"):
        return NOTHING
    data = line[5:].strip()
    if data == b"[DONE]":
        return Delta(done=True)
    try:
        chunk: object = from_json(data, allow_inf_nan=False) if data else {}
    except ValueError:
        raise invalid("A line of the model's stream is not JSON.") from None
    if not isinstance(chunk, dict):
        raise invalid("A line of the model's stream is not an object.")
    return _delta(cast("dict[str, Any]", chunk))


def _delta(chunk: dict[str, Any]) -> Delta:
    usage: dict[str, Any] = _dict(chunk.get("usage"))
    choices: Any = chunk.get("choices")
    choice = _dict(cast("list[Any]", choices)[0]) if isinstance(choices, list) and choices else {}
    delta = _dict(choice.get("delta"))
    return Delta(
        text=_text(delta.get("content")),
        reasoning=_text(delta.get("reasoning_content")) or _text(delta.get("reasoning")),
        refused=bool(_text(delta.get("refusal"))),
        finish=_text(choice.get("finish_reason")) or None,
        model=_text(chunk.get("model"))[:200] or None,
        tokens_in=_tokens(usage.get("prompt_tokens")),
        tokens_out=_tokens(usage.get("completion_tokens")),
        error=chunk.get("error"),
    )


def _dict(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tokens(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= SANE_TOKENS else None


class Thoughts:
    """Takes off a leading <think>...</think>, by which some models put their reasoning into the text."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "undecided"

    def text_of(self, piece: str) -> str:
        """What of this piece is text, with what was held back while that was open."""
        if self._state == "text":
            return piece
        self._held += piece
        return self._decide() if self._state == "undecided" else self._think()

    def end(self) -> str:
        """What was still held back, where it was text after all."""
        return self._held if self._state == "undecided" else ""

    def _decide(self) -> str:
        start = self._held.lstrip()
        if start.startswith(_OPEN):
            self._state = "thinking"
            return self._think()
        if _OPEN.startswith(start):
            return ""
        self._state = "text"
        return self._held

    def _think(self) -> str:
        before, closed, after = self._held.partition(_CLOSE)
        if not closed:
            self._held = before[-len(_CLOSE) :]
            return ""
        self._state = "text"
        return after.lstrip()
