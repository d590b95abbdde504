"""Server-sent events of chat.completions, decoded straight from the bytes: only the fields that are used.

Building the SDK's chunk objects costs 85 us a token; this costs a few.
"""

from codecs import BOM_UTF8
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
    """Splits a stream into lines, within the caps. ModelFailed where they are passed.

    A line ends with LF, CR or both, where the two count as a line and a blank one; a byte order mark in front is
    no part of the first.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._bytes = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes."""
        if self._bytes == 0:
            chunk = chunk.removeprefix(BOM_UTF8)
        self._bytes += len(chunk)
        if self._bytes > MAX_STREAM:
            raise invalid(f"The model's stream passed {MAX_STREAM} bytes.")
        *lines, self._rest = (self._rest + chunk.replace(b"\r", b"\n")).split(b"\n")
        if len(self._rest) > MAX_LINE or any(len(line) > MAX_LINE for line in lines):
            raise invalid(f"A line of the model's stream passed {MAX_LINE} bytes.")
        return lines

    def end(self) -> list[bytes]:
        """The last line, where the stream ended without a line break."""
        last, self._rest = self._rest, b""
        return [last] if last else []


class Events:
    """Reads lines as events. Servers that leave out the blank line between two events are understood as well."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._bytes = 0

    def take(self, line: bytes) -> Delta:
        """What this line adds; nothing for comments, other fields, half an event. ModelFailed where it is not JSON."""
        if not line:
            return self._close()
        if not line.startswith(b"data:"):
            return NOTHING
        data = line[5:].strip()
        if data == b"[DONE]":
            return Delta(done=True)
        if not self._held:
            try:
                return _read(data)
            except ValueError:
                pass  # the first line of several, or nonsense: the blank line will tell
        self._hold(data)
        return NOTHING

    def _hold(self, data: bytes) -> None:
        self._held.append(data)
        self._bytes += len(data)
        if self._bytes > MAX_LINE:
            raise invalid(f"An event of the model's stream passed {MAX_LINE} bytes.")

    def _close(self) -> Delta:
        if not self._held:
            return NOTHING
        data, self._held, self._bytes = b"\n".join(self._held), [], 0
        try:
            return _read(data)
        except ValueError:
            raise invalid("An event of the model's stream is not JSON.") from None


def _read(data: bytes) -> Delta:
    chunk: object = from_json(data, allow_inf_nan=False) if data else {}
    if not isinstance(chunk, dict):
        raise invalid("An event of the model's stream is not an object.")
    return _delta(cast("dict[str, Any]", chunk))


def _delta(chunk: dict[str, Any]) -> Delta:
    usage: dict[str, Any] = _dict(chunk.get("usage"))
    choice = _choice(chunk.get("choices"))
    delta = _dict(choice.get("delta"))
    text, thought = _content(delta.get("content"))
    return Delta(
        text=text,
        reasoning=thought or _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")),
        refused=bool(_text(delta.get("refusal"))),
        finish=_text(choice.get("finish_reason")) or None,
        model=_text(chunk.get("model"))[:200] or None,
        tokens_in=_tokens(usage.get("prompt_tokens")),
        tokens_out=_tokens(usage.get("completion_tokens")),
        error=chunk.get("error"),
    )


def _choice(choices: object) -> dict[str, Any]:
    """The first choice: one was asked for, and two texts must never be joined."""
    for choice in cast("list[object]", choices) if isinstance(choices, list) else ():
        told = _dict(choice)
        if told.get("index", 0) == 0:
            return told
    return {}


def _content(content: object) -> tuple[str, str]:
    """Text and reasoning of a piece's content: a text, or a list of typed parts as some servers send."""
    if not isinstance(content, list):
        return _text(content), ""
    parts = [_dict(part) for part in cast("list[object]", content)]
    text = "".join(_text(part.get("text")) for part in parts if part.get("type") == "text")
    return text, "" if text or not parts else " ".join(_text(part.get("type")) for part in parts)


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
