"""Sections: a model's prose while it streams, parted at its headings into the channels of the feedback."""

from collections.abc import Iterator

from server.ports import Piece
from server.protocol import Channel

HEADINGS: dict[str, Channel] = {"## technical": "technical", "## phrasing": "phrasing", "## stronger": "stronger"}
"""As prompts/feedback.md asks for them."""


class Sections:
    """Text goes on as it comes; only a line that may become a heading is held until it is known."""

    def __init__(self) -> None:
        self.texts: dict[Channel, str] = {}
        self._channel: Channel | None = None
        self._line = ""
        self._opening = True

    def feed(self, text: str) -> list[Piece]:
        """The pieces that this text adds."""
        return [piece for line in text.splitlines(keepends=True) for piece in self._take(line)]

    def end(self) -> list[Piece]:
        """What was still held."""
        return list(self._close())

    def _take(self, text: str) -> Iterator[Piece]:
        """Take part of a line in."""
        self._line += text
        if self._opening and "## ".startswith(self._line[:3]):
            if not self._line.endswith("\n"):
                return
            yield from self._close()
        else:
            yield from self._say()
        self._opening = text.endswith("\n")

    def _close(self) -> Iterator[Piece]:
        """The line is whole: a heading changes the channel, anything else is text."""
        channel = HEADINGS.get(self._line.strip().rstrip(":").lower())
        if channel is None:
            yield from self._say()
        else:
            self._channel, self._line = channel, ""

    def _say(self) -> Iterator[Piece]:
        text, self._line = self._line, ""
        if self._channel is None:
            return
        said = self.texts.get(self._channel, "")
        text = text if said else text.lstrip()
        if text:
            self.texts[self._channel] = said + text
            yield Piece(channel=self._channel, text=text)
