"""Subject: what a rubric and each of its key points are about, and whether a quote speaks of it.

A model that obeys an answer may quote anything as evidence. A command in another language, in code or in plain words
stands in the answer as well, but it does not speak of what was asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from server.domain.grade import Evidence
from server.domain.rubric import KeyPoint, Rubric
from server.graders.clauses import Word, words_of
from server.graders.lexicon import FUNCTION_WORDS
from server.graders.stems import stem

NEARBY = 5
"""Words of the same sentence, before and after a quote, that tell what it speaks of ("it's enforced"). More of them let
in words that stand there by chance, fewer refuse more of the quotes that are right; docs/grading.md has the figures."""

SHORTEST = 3
"""Letters and short numbers are in every code that a command may be written in."""

_words = str.split

OF_MARKING = frozenset(
    stem(word)
    for word in _words("""
    answer complete correct credit everything fail full give grade key list mark pass perfect point read repeat result
    score show system instruction verdict
    """)
)
"""Whoever asks for marks says these too, so they tell nothing of a subject."""

FEWEST = 60
"""A subject of fewer stems, as of a short reference and nothing else, is too little to tell who speaks of it."""


def subject_of(rubric: Rubric) -> frozenset[str]:
    """The telling stems of a rubric's texts; empty where there are fewer than FEWEST."""
    found = _telling(_texts(rubric))
    return found if len(found) >= FEWEST else frozenset()


def subject_of_point(rubric: Rubric, point: KeyPoint) -> frozenset[str]:
    """The telling stems of one key point; the rubric's where it has no cues, because one wording is too few to tell."""
    return _telling((point.says, point.because, point.spoken, *point.cues)) if point.cues else subject_of(rubric)


def speaks_of(subject: frozenset[str], words: Iterable[Word]) -> bool:
    """Whether these words say a stem of the subject; an empty subject is spoken of by anything."""
    return not subject or any(one in subject for word in words for one in word.stems)


def is_speech(words: Iterable[Word]) -> bool:
    """Whether a function word is among them: an aside has one, a code or another language mostly has none."""
    return any(word.text in FUNCTION_WORDS for word in words)


def near(quote: Evidence, words: Sequence[Word]) -> list[Word]:
    """The words of a quote and those of its sentences that stand within NEARBY of it; `words` are the answer's."""
    inside = [place for place, word in enumerate(words) if word.start < quote.end and quote.start < word.end]
    if not inside:
        return []
    sentences = {words[place].sentence for place in inside}
    around = words[max(0, inside[0] - NEARBY) : inside[-1] + NEARBY + 1]
    return [word for word in around if word.sentence in sentences]


def _telling(texts: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(_stems, texts)) - OF_MARKING


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(one for word in words_of(text) for one in word.stems if len(one) >= SHORTEST)


def _texts(rubric: Rubric) -> Iterator[str]:
    yield from (rubric.ask, rubric.model_answer, *rubric.vocabulary)
    for point in rubric.key_points:
        yield from (point.says, point.because, point.spoken, *point.cues)
    for belief in rubric.misconceptions:
        yield from (belief.claims, belief.because, *belief.cues)
