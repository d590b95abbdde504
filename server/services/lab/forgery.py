"""Forgery: answers that can be made from a question's own words, for any bank."""

import re

from server.domain.evidence import words
from server.domain.question import Question

_VERB = re.compile(r"\b(is|are|was|can|must|does|do|will|should|has|have|may|needs?)\b(?! not)")
_NOT = {"can": "cannot"}
_SMALL = frozenset(
    words(
        """a an and are as at be because but by can do does for from has have if in into is it its no not of on one
        only or so than that the then there they this to up was what when which while who with you your"""
    )
)


def echoes(question: Question) -> tuple[str, ...]:
    """The question said back: as it is, twice, and dressed up as an answer."""
    ask = question.ask
    return (
        ask,
        f"{ask} {ask}",
        f"So you are asking me this: {ask} That is a good question.",
    )


def stuffed(question: Question) -> dict[str, str]:
    """The right words without a statement, by whose words they are."""
    said = " ".join(point.says for point in question.key_points)
    vocabulary = list(question.vocabulary)
    return {
        "vocabulary": ", ".join(vocabulary),
        "vocabulary, three times": " ".join(3 * vocabulary),
        "words of the key points": " ".join(_content(said)),
        "words of the model answer, sorted": ", ".join(sorted(set(_content(question.model_answer)))),
    }


def negated(question: Question) -> str:
    """Every key point, denied."""
    return " ".join(_denied(point.says) for point in question.key_points)


def pasted(question: Question) -> str:
    """Every key point as the rubric says it."""
    return " ".join(point.says for point in question.key_points)


def _denied(says: str) -> str:
    denied, changed = _VERB.subn(lambda verb: _NOT.get(verb[1], f"{verb[1]} not"), says, count=1)
    return denied if changed else f"It is not the case that {_inside(says)}"


def _inside(says: str) -> str:
    """A sentence as it stands inside another: a name such as FastAPI or APIRouter keeps its capital."""
    first = says.split(maxsplit=1)[0]
    return says if any(letter.isupper() for letter in first[1:]) else says[0].lower() + says[1:]


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in _SMALL]
