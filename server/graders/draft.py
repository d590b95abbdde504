"""Draft: key points read off a model answer alone, offline, the same for the same texts."""

import re
from collections.abc import Iterable, Sequence

from server.domain.rubric import Depth, KeyPoint, Rubric
from server.graders.claims import Claim, claims_of, sentences, telling
from server.graders.clauses import stems_of
from server.graders.stems import idf
from server.ports import Draft

MOST_IN_RUBRIC = 8
"""Claims that an answer is graded on: on the train samples r is .82 with 8, .83 with 6."""

MOST_IN_FILE = 6
"""Key points that a question file may have."""

HEAVIEST = 3
"""Weights are 1 to HEAVIEST, by how much a claim tells beside the most telling one."""

LONGEST_TEXT = 600
SAYS_IT = 0.5
"""A sentence that holds less than this share of what a key point tells does not say it."""

VOCABULARY = 12

_OPENER = re.compile(
    r"^(?:(?:well|okay|so|and|but|or|then|now|also|first|firstly|second|secondly|third|finally|lastly|in short|"
    r"for example|for instance|of course|that said|basically|besides|in addition|moreover|however|therefore)\b,?\s+|"
    r"[-*•]\s*|\d+[.)]\s+)+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


class SentenceDrafter:
    """A Drafter: claims are the sentences of the model answer, long ones cut and neighbours joined.

    `most` is how many key points a draft has at the most.
    """

    def __init__(self, most: int = MOST_IN_RUBRIC) -> None:
        self._most = most

    def draft(self, question: str, model_answer: str) -> Draft:
        """The claims as key points; the first leads, because strong answers open with the point."""
        found = claims_of(question, model_answer, self._most)
        heaviest = max(claim.weight for claim in found)
        points: list[KeyPoint] = []
        for claim in found:
            weight = max(1, round(HEAVIEST * claim.weight / heaviest)) if heaviest else 1
            points.append(_point(question, model_answer, claim, weight, points))
        vocabulary = [model_answer[word.start : word.end] for word in telling(question, model_answer)[:VOCABULARY]]
        return Draft(lead_with=points[0].id, key_points=tuple(points), vocabulary=tuple(vocabulary))

    def spoken(self, says: str, model_answer: str) -> str:
        """The sentence that holds most of what `says` tells, the first of equals; else `says`."""
        told = stems_of(says)
        spoken = [_one_line(model_answer[start:end]) for start, end in sentences(model_answer)]
        shares = [_weight(told & stems_of(sentence)) for sentence in spoken]
        best = max(shares)
        return spoken[shares.index(best)] if told and best >= SAYS_IT * _weight(told) else says


def bared(rubric: Rubric, most: int = MOST_IN_RUBRIC) -> Rubric:
    """The rubric that would be drafted from this one's question and model answer alone."""
    draft = SentenceDrafter(most).draft(rubric.ask, rubric.model_answer)
    body = {"lead_with": draft.lead_with, "key_points": draft.key_points, "vocabulary": draft.vocabulary}
    return rubric.model_copy(update={**body, "misconceptions": ()})


def _point(question: str, text: str, claim: Claim, weight: int, before: Sequence[KeyPoint]) -> KeyPoint:
    said = text[claim.start : claim.end]
    words = sorted(telling(question, said)[:2], key=lambda word: word.start)
    names = [said[word.start : word.end] for word in words]
    spoken = _one_line(text[claim.first : claim.last])
    return KeyPoint(
        id=_slug(names, [point.id for point in before]),
        says=_statement(said) or spoken,
        because="The model answer makes this point.",
        spoken=spoken,
        weight=weight,
        depth=Depth.CORE if not before or weight > 1 else Depth.DEEPER,
        probe=_probe(names),
    )


def _statement(said: str) -> str:
    """A claim as a sentence of its own, without opener and brackets; empty where too little is left."""
    whole = _one_line(_BRACKETS.sub("", said))
    bare = _OPENER.sub("", whole).rstrip(",;:. ")
    if len(bare) < 3:
        return ""
    begun = bare if whole.startswith(bare[0]) else bare[0].upper() + bare[1:]
    return begun[: LONGEST_TEXT - 1] + ("" if begun[-1] in "?!…。？！" else ".")


def _one_line(text: str) -> str:
    """The text without line breaks; two characters or none are no sentence, and are shown as a quote."""
    line = " ".join(text.split())[:LONGEST_TEXT].rstrip()
    return line if len(line) >= 3 else f"“{line or '…'}”"


def _probe(names: Sequence[str]) -> str:
    if not names:
        return "Can you say more about that?"
    return f"What can you say about {' and '.join(f'“{name[:60]}”' for name in names)}?"


def _slug(names: Iterable[str], taken: Sequence[str]) -> str:
    """An id from the telling words, none that is taken."""
    whole = _NO_SLUG.sub("-", "-".join(names).lower())[:50].strip("-") or "point"
    number = 2 + len(taken)
    return whole if whole not in taken else f"{whole}-{number}"


def _weight(stems: frozenset[str]) -> float:
    return sum(idf(stem) for stem in sorted(stems))
