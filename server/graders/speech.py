"""Speech: what of a model's own words may reach a person: no link, no markup, no score, nothing of its instructions
or of what the rubric keeps.

The model reads what a stranger wrote, so whatever it says may have been put into its mouth.
"""

import re
from collections.abc import Iterable

from server.domain.evidence import ECHO_RUN, echoes, words
from server.graders.kept import NOTHING_KEPT, SUSPICIOUS, Kept, Run, runs_of
from server.ports import Piece
from server.protocol import Channel

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*(?:`|\Z)", re.DOTALL)
"""Code is shown letter by letter: nothing in it becomes a link or markup."""

_ACTIVE = re.compile(
    r"\w://|\bwww\.|\][(\[]|^\s*\[[^\]\n]+\]:|<[a-z/!?]|\b(?:javascript|data|mailto):\S", re.IGNORECASE | re.MULTILINE
)
_SIGN = re.compile(r"[<\[\]:\d`]|www", re.IGNORECASE)
"""Without one of these there is no link, no markup, no score and no code."""

_UNFINISHED = re.compile(
    r"(?:\b(?:h|ht|htt|https?|f|ft|ftp|w|ww|www|javascript|data|mailto)|\w+:/?|!?\[[^\]]{0,30}|\]|<[a-z/!?]?[^\s>]*"
    r"|(?<![\d.,])\d{1,3}(?:[.,]\d?)?\s*(?:/|o|ou|out|out\s+o|out\s+of)?\s*\d{0,3})\Z",
    re.IGNORECASE,
)
"""What may turn into a link, into markup or into a score by what comes next."""

_PERHAPS = re.compile(r"[\d:<\[\]!]|[hfwjdm]\w*\Z", re.IGNORECASE)
"""One of these stands in all that _UNFINISHED finds, and is found sooner."""

BEGINS_WITHIN = 40
"""Characters within which a link, markup or a score begins to be one."""

_WORD = re.compile(r"\S+")
TAIL = 120
"""Characters that hold any link, markup or score that is still growing, so that a long text costs no more a token."""

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
        self._never = (Kept(ECHO_RUN, runs_of(tuple(instructions))), kept)
        self._beginnings = [one.beginnings for one in self._never]
        self._channel: Channel | None = None
        self._begin()

    def _begin(self) -> None:
        self._text = ""
        self._shown = self._read = 0
        self._said: list[str] = []
        self._starts: list[int] = []
        self._open: list[int] = []

    def take(self, piece: Piece) -> list[Piece]:
        """What may be shown by now; nothing more once the text is not `sound`."""
        before = self.end() if piece.channel != self._channel else []
        if piece.channel != self._channel:
            self._channel = piece.channel
            self._begin()
        self._text += piece.text
        self._hear()
        return before + self._let_go(self._settled())

    def end(self) -> list[Piece]:
        """What was still held."""
        self._hear(whole=True)
        return self._let_go(len(self._text))

    def _hear(self, *, whole: bool = False) -> None:
        """Take in the words that are whole by now; the last one is not while letters may follow."""
        for match in _WORD.finditer(self._text, self._read):
            if match.end() == len(self._text) and not whole:
                return
            self._read = match.end()
            for word in words(match.group()):
                self._said.append(word)
                self._starts.append(match.start())
                self._follow()

    def _follow(self) -> None:
        """Which beginnings the newest word goes on with, and whether a whole run has been said."""
        said = self._said
        for one in self._never:
            self.sound = self.sound and tuple(said[-one.length :]) not in one.runs
        if len(said) >= SUSPICIOUS:
            self._open = [at for at in (*self._open, len(said) - SUSPICIOUS) if self._begins(tuple(said[at:]))]

    def _begins(self, run: Run) -> bool:
        return any(run in beginnings for beginnings in self._beginnings)

    def _settled(self) -> int:
        """Where something begins of which only what comes next tells what it is; else the end."""
        end = self._starts[self._open[0]] if self._open else len(self._text)
        since = max(0, len(self._text) - BEGINS_WITHIN)
        unfinished = _UNFINISHED.search(self._text, since) if _PERHAPS.search(self._text, since) else None
        return end if unfinished is None else min(end, unfinished.start())

    def _is_clean(self, text: str) -> bool:
        """Whether there is no link, markup or score in this, as far as it goes."""
        if not _SIGN.search(text):
            return True
        plain = _CODE.sub(" ", text)
        return not (_ACTIVE.search(plain) or _SCORE.search(plain))

    def _let_go(self, until: int) -> list[Piece]:
        if self._channel is None or until <= self._shown:
            return []
        # What came last is enough while the text grows; the whole of it is checked once more at its end.
        line = self._text.rfind("\n", 0, self._shown) + 1
        self.sound = self.sound and self._is_clean(self._text[max(line, self._shown - TAIL) :])
        if not self.sound:
            return []
        text, self._shown = self._text[self._shown : until], until
        return [Piece(channel=self._channel, text=text)]
