"""Speech: what of a model's own words may reach a person: no link, no markup, no score, nothing of its instructions
or of what the rubric keeps.

The model reads what a stranger wrote, so whatever it says may have been put into its mouth.
"""

import re
from collections.abc import Iterable

from server.domain.evidence import ECHO_RUN, echoes, words
from server.graders.kept import NOTHING_KEPT, SUSPICIOUS, Kept, beginnings_of
from server.ports import Piece
from server.protocol import Channel

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*(?:`|\Z)", re.DOTALL)
"""Code is shown letter by letter: nothing in it becomes a link or markup."""

_ACTIVE = re.compile(
    r"\w://|\bwww\.|\][(\[]|^\s*\[[^\]\n]+\]:|<[a-z/!?]|\b(?:javascript|data|mailto):\S", re.IGNORECASE | re.MULTILINE
)
_SIGNS = ("<", "[", "]", ":", "www")
_DIGIT = re.compile(r"\d")

_UNFINISHED = re.compile(
    r"(?:\b(?:h|ht|htt|https?|f|ft|ftp|w|ww|www|javascript|data|mailto)|\w+:/?|!?\[[^\]]{0,30}|\]|<[a-z/!?]?[^\s>]*"
    r"|(?<![\d.,])\d{1,3}(?:[.,]\d?)?\s*(?:/|o|ou|out|out\s+o|out\s+of)?\s*\d{0,3})\Z",
    re.IGNORECASE,
)
"""What may turn into a link, into markup or into a score by what comes next."""

BEGINS_WITHIN = 40
"""Characters within which a link, markup or a score begins to be one."""

_WORD = re.compile(r"\S+")
TAIL = 120
"""Characters that hold ECHO_RUN words and any beginning of a link, so that a long text costs no more a token."""

_SCORE = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:/|out\s+of)\s*100?\b", re.IGNORECASE)


def may_be_shown(text: str, instructions: Iterable[str], kept: Kept = NOTHING_KEPT) -> bool:
    """Whether this text of a model's may be shown to a candidate."""
    plain = _CODE.sub(" ", text)
    if _ACTIVE.search(plain) or _SCORE.search(plain) or kept.is_told_by(text):
        return False
    spoken = words(text)
    return not any(echoes(spoken, one) for one in instructions)


class Proof:
    """Reads a text while it streams, and holds back what may be the beginning of something that is not to be said.

    Words go on at once, but where the last few are how a run of the instructions, or of what the rubric keeps, begins:
    those wait until the next word shows which it is.
    """

    def __init__(self, instructions: Iterable[str], kept: Kept = NOTHING_KEPT) -> None:
        self.sound = True
        self._kept = kept
        self._beginnings = kept.beginnings | beginnings_of(tuple(instructions))
        self._runs = kept.runs | {run for run in self._beginnings if len(run) == ECHO_RUN}
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
        """Where something begins of which only what comes next tells what it is; else the end."""
        unfinished = _UNFINISHED.search(self._text, max(0, len(self._text) - BEGINS_WITHIN))
        return min(len(self._text) if unfinished is None else unfinished.start(), self._run_begins())

    def _run_begins(self) -> int:
        """Where the longest beginning of a run stands with which the whole words so far end, else the end."""
        tail = list(_WORD.finditer(self._text, max(0, len(self._text) - TAIL)))
        if tail and tail[-1].end() == len(self._text):
            tail.pop()  # perhaps only the first letters of a word
        said = [piece for word in tail[-ECHO_RUN:] for piece in words(word.group())]
        for length in range(min(len(said), ECHO_RUN), SUSPICIOUS - 1, -1):
            if tuple(said[-length:]) in self._beginnings:
                return tail[max(0, len(tail) - length)].start()
        return len(self._text)

    def _tells(self, text: str) -> bool:
        """As `may_be_shown`, by what was worked out once."""
        plain = _CODE.sub(" ", text) if "`" in text else text
        # Looked for only where there is a sign of them: these searches were most of what a token cost.
        if any(sign in plain for sign in _SIGNS) and _ACTIVE.search(plain):
            return True
        if _DIGIT.search(plain) and _SCORE.search(plain):
            return True
        said = words(text)
        lengths = {ECHO_RUN, self._kept.length}
        return any(
            tuple(said[at : at + length]) in self._runs for length in lengths for at in range(len(said) - length + 1)
        )

    def _let_go(self, until: int) -> list[Piece]:
        if self._channel is None or until <= self._shown:
            return []
        # What came last is enough while the text grows; the whole of it is checked once more at its end.
        line = self._text.rfind("\n", 0, self._shown) + 1
        self.sound = self.sound and not self._tells(self._text[max(line, self._shown - TAIL) :])
        if not self.sound:
            return []
        text, self._shown = self._text[self._shown : until], until
        return [Piece(channel=self._channel, text=text)]
