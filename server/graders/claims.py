"""Claims: a model answer cut into a handful of statements, each with how much it tells beyond the question."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.graders.clauses import Word, stems_of, words_of
from server.graders.stems import idf
from server.graders.targets import QUESTION_SHARE

FEWEST = 3
"""A model answer of fewer sentences is split further where it can be."""

LONGEST = 28
"""A sentence of more words says two things, where it has a place to be cut."""

SHORTEST = 6
"""Words that each half of a cut sentence must have."""

LONGEST_JOINED = 600
"""Characters of the sentences that two claims stand in, to be joined: a key point has no room for more."""

OWN_SHARE = 0.25
OWN_STEMS = 2
"""A sentence of which less is its own only restates the question."""

_SENTENCE_END = re.compile(
    r"""
    (?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs) (?: (?<!\.)[.?!]["'”’)\]]* | \.\.+["'”’]? | …["'”’]? ) (?=\s)
    | [。？！]+
    | \n(?=\s*(?:[-*•\n]|\d+[.)]))
    """,
    re.VERBOSE,
)
"""Also the line before one of a list; not the dots of `Depends(...)`."""

_CUT = re.compile(r"[,;:]\s+|\s+(?=(?:because|since|so that|which|while|whereas|unless|although)\b)")
_ASIDE = re.compile(
    r"\W*(?:by the way|incidentally|as an aside|side note|(?:that['’]s\s+)?(?:a\s+)?(?:good|great) question|"
    r"i hope|hope this|does that|let me|thank)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: its own stretch of the model answer, and the whole sentences that it stands in.

    Offsets are code points. `weight` is the idf of its stems, those of the question counted for little.
    """

    start: int
    end: int
    first: int
    last: int
    weight: float


Weigh = Callable[[int, int], float]


def claims_of(question: str, model_answer: str, most: int) -> list[Claim]:
    """From one to `most` claims, in the order of the model answer."""
    weigh = _weigher(question, model_answer)
    found = [Claim(start, end, start, end, weigh(start, end)) for start, end in sentences(model_answer)]
    found = [one for one in found if _tells(question, model_answer[one.start : one.end])] or found
    found = [half for one in found for half in _halved(one, model_answer, weigh, LONGEST)]
    while len(found) < FEWEST:
        heaviest = max(range(len(found)), key=lambda at: found[at].weight)
        halves = _halved(found[heaviest], model_answer, weigh, 2 * SHORTEST - 1)
        if len(halves) == 1:
            break
        found[heaviest : heaviest + 1] = halves
    while len(found) > most:
        _join_two(found)
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text stands, white space left out; one stretch for the whole at least."""
    bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [_trimmed(text, start, end) for start, end in pairwise(bounds) if text[start:end].strip()] or [
        (0, len(text))
    ]


def telling(question: str, text: str) -> list[Word]:
    """The words of a text that are not in the question, the most telling first, each once."""
    asked = stems_of(question)
    own = {word.text: word for word in reversed(words_of(text)) if word.stems and not asked.intersection(word.stems)}
    return sorted(own.values(), key=lambda word: (-max(map(idf, word.stems)), word.start))


def _weigher(question: str, model_answer: str) -> Weigh:
    asked, words = stems_of(question), words_of(model_answer)

    def weigh(start: int, end: int) -> float:
        stems = {stem for word in words if start <= word.start < end for stem in word.stems}
        return sum(idf(stem) * (QUESTION_SHARE if stem in asked else 1) for stem in sorted(stems))

    return weigh


def _tells(question: str, sentence: str) -> bool:
    """Whether a sentence is neither an aside nor the question over again."""
    stems = stems_of(sentence)
    own = stems - stems_of(question)
    return len(own) >= max(OWN_STEMS, OWN_SHARE * len(stems)) and not _ASIDE.match(sentence)


def _halved(claim: Claim, text: str, weigh: Weigh, longest: int) -> Sequence[Claim]:
    """A claim of more than `longest` words in two that tell about as much; as it is where there is no place to cut."""
    if len(text[claim.start : claim.end].split()) <= longest:
        return [claim]
    cuts = [
        (abs(weigh(claim.start, at) - weigh(at, claim.end)), at)
        for at in _places(text, claim)
        if min(len(text[claim.start : at].split()), len(text[at : claim.end].split())) >= SHORTEST
    ]
    if not cuts:
        return [claim]
    _, cut = min(cuts)
    spans = (_trimmed(text, claim.start, cut), _trimmed(text, cut, claim.end))
    return [Claim(start, end, claim.first, claim.last, weigh(start, end)) for start, end in spans]


def _join_two(claims: list[Claim]) -> None:
    """Make one of the two neighbours that tell least; where any two are too long for one, drop the lightest."""
    short = [at for at in range(len(claims) - 1) if claims[at + 1].last - claims[at].first <= LONGEST_JOINED]
    if not short:
        claims.remove(min(claims, key=lambda claim: claim.weight))
        return
    at = min(short, key=lambda at: claims[at].weight + claims[at + 1].weight)
    one, other = claims[at : at + 2]
    claims[at : at + 2] = [Claim(one.start, other.end, one.first, other.last, one.weight + other.weight)]


def _places(text: str, claim: Claim) -> Iterator[int]:
    return (match.end() for match in _CUT.finditer(text, claim.start, claim.end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    whole = text[start:end]
    return end - len(whole.lstrip()), start + len(whole.rstrip())
