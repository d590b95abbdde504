"""Voice: how the template quotes people safely in Markdown, joins sentences, and chooses between ways to say it."""

import hashlib
import re
from collections.abc import Sequence
from typing import TypeVar

from server.graders.clauses import visible
from server.graders.lexicon import FUNCTION_WORDS

Choice = TypeVar("Choice")

LONGEST_QUOTE = 24
"""Words of the candidate's that one quote shows."""

_MARKDOWN = re.compile(r"[\\`*\[\]<>&~@]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What could become markup, HTML or a link in the middle of a line; an underscore inside a name cannot."""


def shown(text: str) -> str:
    """A text as Markdown that shows exactly it, on one line: no markup, link or HTML in it takes effect."""
    line = " ".join(visible(text)[0].split())
    return _MARKDOWN.sub(lambda match: f"\\{match.group()}", line)


def quoted(text: str) -> str:
    """What was said, in quotation marks, cut after LONGEST_QUOTE words."""
    words = visible(text)[0].replace("“", '"').replace("”", '"').split()
    cut = words[:LONGEST_QUOTE]
    said = shown(" ".join(cut)).rstrip(",;\\: ")
    return f"“{said}{' …' if len(words) > len(cut) else ''}”"


def sentence(text: str) -> str:
    """A text as a sentence of its own: ending in a full stop, beginning with a capital where the word allows it."""
    plain = text.strip()
    if _is_plain(plain):
        plain = plain[:1].upper() + plain[1:]
    return shown(plain if plain.endswith((".", "!", "?", "…")) else f"{plain}.")


def claim(text: str) -> str:
    """A claim of the rubric, set off from what is said about it, so that it joins on after a colon."""
    return f"*{sentence(text)}*"


def _is_plain(text: str) -> bool:
    """Whether the first word is ordinary English, whose case may change (`tokenUrl` is not)."""
    first = re.match(r"[A-Za-z]+(?![\w(.=])", text)
    return first is not None and first.group().lower() in FUNCTION_WORDS | _ORDINARY


_ORDINARY = frozenset(("use", "whoever", "many", "people", "knowing", "most", "believing", "forgetting"))


class Voice:
    """Chooses wordings: by a hash of what was said and asked, so that the same answer always hears the same."""

    def __init__(self, answer: str, version: str) -> None:
        self._seed = f"{version}\0{answer}"

    def choose(self, slot: str, ways: Sequence[Choice], turn: int = 0) -> Choice:
        """One of these ways to fill a slot; another one at each turn."""
        digest = hashlib.sha256(f"{slot}\0{self._seed}".encode("utf-8", "surrogatepass")).digest()
        return ways[(int.from_bytes(digest[:4], "big") + turn) % len(ways)]
