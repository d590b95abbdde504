"""Evidence: finding a quote in an answer, and whether it may count as evidence.

A quote is compared with case, white space, Unicode form and quotation marks folded; what is shown is always
sliced again from the answer as the candidate gave it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from server.domain.grade import Evidence

MIN_WORDS = 3
"""A quote of fewer words proves nothing, unless nothing else was said; `get_current_user` counts as three."""

ECHO_RUN = 8
"""A run of this many words that also stands in the question or a prompt is an echo, not evidence."""

LONG_ANSWER = 60
MAX_SHARE = 0.4
"""In an answer of more than LONG_ANSWER words a quote may take up at most this share of them."""

MAX_POINTS = 2
"""One quote serves at most this many key points."""

_MARKS = str.maketrans("‘’‚‛“”„‟«»`´", "''''" + '"' * 6 + "''")
_INVISIBLE = "Cf"
"""The Unicode category of format characters: zero-width spaces and joiners, direction marks, soft hyphens."""

_WORD = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+")


class Fault(StrEnum):
    """Why a quote is not evidence; the value is the sentence that a repair turn is told."""

    NOT_FOUND = "the quote does not stand in the answer word for word"
    TOO_SHORT = "the quote has fewer than three words"
    ECHO = "the quote repeats the question or the instructions"
    TOO_LONG = "the quote takes up too much of the answer"
    OVERUSED = "the same quote is used for more than two points"


def words(text: str) -> list[str]:
    """The words of a text, lower case, identifiers split at case changes, underscores and digits."""
    return [word.lower() for word in _WORD.findall(_visible(text))]


def locate(quote: str, answer: str) -> Evidence | None:
    """Where the quote stands in the answer, sliced from it; None where it does not."""
    needle = "".join(char for char, _ in _folded(quote)).strip()
    if not needle:
        return None
    hay = _folded(answer)
    at = "".join(char for char, _ in hay).find(needle)
    if at < 0:
        return None
    start, end = hay[at][1], hay[at + len(needle) - 1][1] + 1
    return Evidence(quote=answer[start:end], start=start, end=end)


def fault(found: Evidence | None, answer: str, given: Iterable[str] = ()) -> Fault | None:
    """Why this quote may not count, None where it may. `given` is what the candidate or model was shown."""
    if found is None:
        return Fault.NOT_FOUND
    quoted, spoken = words(found.quote), len(words(answer))
    if len(quoted) < max(1, min(MIN_WORDS, spoken)):
        return Fault.TOO_SHORT
    if any(echoes(quoted, text) for text in given):
        return Fault.ECHO
    if spoken > LONG_ANSWER and len(quoted) > MAX_SHARE * spoken:
        return Fault.TOO_LONG
    return None


def echoes(spoken: Sequence[str], text: str) -> bool:
    """Whether these words hold a run of ECHO_RUN words that stands in the text as well."""
    return not _runs_of(text).isdisjoint(_runs(spoken))


@lru_cache(maxsize=256)
def _runs_of(text: str) -> frozenset[tuple[str, ...]]:
    # Kept, because every quote is compared with the same questions and prompts: that was half the time of a check.
    return frozenset(_runs(words(text)))


def _runs(said: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(said[i : i + ECHO_RUN]) for i in range(len(said) - ECHO_RUN + 1))


def _visible(text: str) -> str:
    """The text composed and without the characters that nobody sees, so that none of them can split a word."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != _INVISIBLE)


def _folded(text: str) -> list[tuple[str, int]]:
    """Folded characters, each with the offset (code points) of the character that it came from."""
    folded: list[tuple[str, int]] = []
    for offset, char in enumerate(text):
        if unicodedata.category(char) == _INVISIBLE:
            continue
        for plain in unicodedata.normalize("NFKD", char.translate(_MARKS)).casefold():
            space = plain.isspace()
            if space and folded and folded[-1][0] == " ":
                continue
            folded.append((" " if space else plain, offset))
    return folded
