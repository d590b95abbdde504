"""Speech: what of a model's own words may reach a person: no link, no markup, no score, nothing of its instructions
or of what the rubric keeps.

The model reads what a stranger wrote, so whatever it says may have been put into its mouth.
"""

import re
from collections.abc import Iterable

from server.domain.evidence import ECHO_RUN, echoes, words
from server.graders.kept import NOTHING_KEPT, Kept
from server.ports import Piece
from server.protocol import Channel

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*(?:`|\Z)", re.DOTALL)
"""Code is shown letter by letter: nothing in it becomes a link or markup."""

_ACTIVE = re.compile(
    r"\w://|\bwww\.|\][(\[]|^\s*\[[^\]\n]+\]:|<[a-z/!?]|\b(?:javascript|data|mailto):\S", re.IGNORECASE | re.MULTILINE
)
_SCORE = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:/|out\s+of)\s*100?\b", re.IGNORECASE)


def may_be_shown(text: str, instructions: Iterable[str], kept: Kept = NOTHING_KEPT) -> bool:
    """Whether this text of a model's may be shown to a candidate."""
    plain = _CODE.sub(" ", text)
    if _ACTIVE.search(plain) or _SCORE.search(plain) or kept.is_told_by(text):
        return False
    spoken = words(text)
    return not any(echoes(spoken, one) for one in instructions)


class Proof:
    """Reads a text while it streams, and lets each word go only when ECHO_RUN more have come.

    So a run of the instructions, or a link, is noticed before a person has seen any of it.
    """

    def __init__(self, instructions: Iterable[str], kept: Kept = NOTHING_KEPT) -> None:
        self.sound = True
        self._kept = kept
        self._instructions = tuple(instructions)
        self._channel: Channel | None = None
        self._text = ""
        self._shown = 0

    def take(self, piece: Piece) -> list[Piece]:
        """What may be shown by now; nothing more once the text is not `sound`."""
        before = self.end() if piece.channel != self._channel else []
        if piece.channel != self._channel:
            self._channel, self._text, self._shown = piece.channel, "", 0
        self._text += piece.text
        return before + self._let_go(self._settled())

    def end(self) -> list[Piece]:
        """What was still held."""
        return self._let_go(len(self._text))

    def _settled(self) -> int:
        """Where the last ECHO_RUN words begin."""
        at = len(self._text)
        for _ in range(ECHO_RUN):
            at = self._text.rfind(" ", self._shown, at)
            if at < 0:
                return self._shown
        return at

    def _let_go(self, until: int) -> list[Piece]:
        if self._channel is None or until <= self._shown:
            return []
        # The line is enough while it grows; the whole text is checked once more at its end.
        line = self._text.rfind("\n", 0, self._shown) + 1
        self.sound = self.sound and may_be_shown(self._text[line:], self._instructions, self._kept)
        if not self.sound:
            return []
        text, self._shown = self._text[self._shown : until], until
        return [Piece(channel=self._channel, text=text)]
