"""Stems: a word as the embedded grader compares it (stemmed, synonyms joined) and how much it tells (frozen idf)."""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

from server.domain import evidence
from server.graders.lexicon import ANTONYMS, FUNCTION_WORDS, SYNONYMS

IDF_FILE = Path(__file__).with_name("idf.json")
"""stem > idf, written by `python -m bench.idf`; frozen with the grader, so a new question moves no old score."""

_snowball = cast("Callable[[str], str]", snowballstemmer.stemmer("english").stemWord)  # pyright: ignore[reportUnknownMemberType]


def _joined() -> dict[str, str]:
    return {_snowball(word): group.split()[0] for group in SYNONYMS for word in group.split()}


_GROUP = _joined()
_IDF: dict[str, float] = json.loads(IDF_FILE.read_text(encoding="utf-8"))
_UNSEEN = max(_IDF.values())


def stem(word: str) -> str:
    """The stem of a lower-case word, the same for synonyms."""
    plain = _snowball(word)
    return _GROUP.get(plain, plain)


@lru_cache(maxsize=20_000)
def content_stems(raw: str) -> tuple[str, ...]:
    """The stems of what is written as one word (`run_in_threadpool` is run, threadpool), function words left out."""
    return tuple(stem(word) for word in evidence.words(raw) if word not in FUNCTION_WORDS)


def idf(one: str) -> float:
    """How much this stem tells; a stem never seen tells as much as the rarest."""
    return _IDF.get(one, _UNSEEN)


def known(one: str) -> bool:
    """Whether this is a word of the field or of everyday speech about it; another language's or a letter is not."""
    return len(one) > 1 and one in _IDF


def _opposites(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    both = [(stem(one), stem(other)) for one, other in pairs]
    return {**dict(both), **{other: one for one, other in both}}


OPPOSITES = _opposites(ANTONYMS)
