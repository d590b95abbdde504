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
_SIGN = re.compile(r"[<\[\]:\d]|www", re.IGNORECASE)
"""Without one of these there is no link, no markup and no score."""

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

_FENCE = "```"
_TICK_END = re.compile(r"[`\n]")
LONGEST_TICKED = 80
"""Characters after a backtick within which another makes it code; beyond them it is a character like any other."""

_WORD = re.compile(r"\S+")
TAIL = 120
"""Characters that hold any link, markup or score that is still growing, so that a long text costs no more a token."""

_SCORE = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:/|out\s+of)\s*100?\b", re.IGNORECASE)


def may_be_shown(text: str, instructions: Iterable[str], kept: Kept = NOTHING_KEPT) -> bool:
    """Whether this text of a model's may be shown to a candidate."""
    if not _is_clean(_CODE.sub(" ", text)) or kept.is_told_by(text):
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
        self._text = self._plain = ""
        self._shown = self._read = self._taken = 0
        self._fenced = False
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
        self._set_code_aside()
        return before + self._let_go(self._settled())

    def end(self) -> list[Piece]:
        """What was still held."""
        self._hear(whole=True)
        self._set_code_aside(whole=True)
        return self._let_go(len(self._text))

    def _hear(self, *, whole: bool = False) -> None:
        """Take in the words that are whole by now; the last one is not while letters may follow."""
        for match in _WORD.finditer(self._text, self._read):
            said = words(match.group())
            done = whole or match.end() < len(self._text)
            for word in said[self._taken : len(said) if done else len(said) - 1]:
                self._said.append(word)
                self._starts.append(match.start())
                self._follow()
            self._read, self._taken = (match.end(), 0) if done else (match.start(), max(self._taken, len(said) - 1))

    def _set_code_aside(self, *, whole: bool = False) -> None:
        """Go on with the text as it is without code, spaces in its place, as far as it is known what is code."""
        text = self._text
        while (at := len(self._plain)) < len(text):
            if self._fenced:
                end = text.find(_FENCE, at)
                self._fenced = end < 0
                # The last two characters may begin the closing fence.
                until = end + len(_FENCE) if end >= 0 else len(text) if whole else max(at, len(text) - 2)
                self._plain += " " * (until - at)
                if self._fenced:
                    return
                continue
            tick = text.find("`", at)
            self._plain += text[at : len(text) if tick < 0 else tick]
            if tick >= 0 and not self._pass_tick(tick, whole=whole):
                return

    def _pass_tick(self, tick: int, *, whole: bool) -> bool:
        """Whether what a backtick begins is known by now, and then go past it."""
        text = self._text
        if text.startswith(_FENCE, tick):
            self._fenced = True
            self._plain += " " * len(_FENCE)
            return True
        end = _TICK_END.search(text, tick + 1)
        if not whole and (len(text) - tick < len(_FENCE) or (end is None and len(text) - tick <= LONGEST_TICKED)):
            return False
        ticked = end is not None and end.group() == "`"
        self._plain += " " * (end.end() - tick) if end is not None and ticked else "`"
        return True

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
        known = len(self._plain)
        end = min(known, self._starts[self._open[0]]) if self._open else known
        since = max(0, known - BEGINS_WITHIN)
        unfinished = _UNFINISHED.search(self._plain, since) if _PERHAPS.search(self._plain, since) else None
        return end if unfinished is None else min(end, unfinished.start())

    def _let_go(self, until: int) -> list[Piece]:
        if self._channel is None or until <= self._shown:
            return []
        # What came last is enough while the text grows; the whole of it is checked once more at its end.
        line = self._plain.rfind("\n", 0, self._shown) + 1
        self.sound = self.sound and _is_clean(self._plain[max(line, self._shown - TAIL) :])
        if not self.sound:
            return []
        text, self._shown = self._text[self._shown : until], until
        return [Piece(channel=self._channel, text=text)]


def _is_clean(plain: str) -> bool:
    """Whether there is no link, markup or score in this text without code, as far as it goes."""
    return not _SIGN.search(plain) or not (_ACTIVE.search(plain) or _SCORE.search(plain))
