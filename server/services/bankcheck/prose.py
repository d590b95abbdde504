"""Prose: the few measures of text that the bank's rules need."""

import re
from functools import cache
from typing import Any, cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
_WORD = re.compile(r"[a-z0-9]+")
_ANY_QUESTION = """
a an and are as at be between by can could describe did do does explain fastapi for from how i if in is it its me my of
on or should show tell that the this to us use used using walk was we were what when where which why will with would
you your
"""
_STOP = frozenset(_ANY_QUESTION.split())


def folded(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def words(text: str) -> int:
    """How many words a listener hears."""
    return len(text.split())


def sentences(text: str) -> list[str]:
    """The text cut after every full stop, question mark and exclamation mark that white space follows."""
    return [sentence for sentence in _SENTENCE_END.split(folded(text)) if sentence]


def stands_whole_in(sentence: str, text: str) -> bool:
    """Whether the text holds this, word for word, from the start of a sentence to the end of one."""
    needle, hay = folded(sentence), folded(text)
    before, found, after = hay.partition(needle)
    starts = not before or bool(_SENTENCE_END.search(before[-4:]))
    ends = not after or (needle.rstrip("\"'”’)")[-1:] in {".", "!", "?"} and after[0] in " \"'”’)")
    return bool(found) and starts and ends


def bare(sentence: str) -> str:
    """The sentence's words alone, so that case and punctuation hide no repeat."""
    return " ".join(_WORD.findall(sentence.lower()))


def subject(question: str) -> frozenset[str]:
    """What a question is about: the stems of its words, without those that any question has."""
    telling = [word for word in _WORD.findall(question.lower()) if word not in _STOP]
    return frozenset(_stem(word) for word in telling)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two subjects have in common (Jaccard), 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


@cache
def _stem(word: str) -> str:
    stemmer = cast("Any", snowballstemmer.stemmer("english"))  # pyright: ignore[reportUnknownMemberType]
    return str(stemmer.stemWord(word))
