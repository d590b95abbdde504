"""Manner: what the template says about how an answer was put: one thing that worked, one thing to try."""

from collections.abc import Iterator

from server.domain.grade import CriterionLine, Graded, Notice
from server.domain.rubric import Rubric
from server.graders.wording import Voice, sentence, shown

WORKED = 3
"""From this level on a criterion is worth praise."""


def manner(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order."""
    voice = Voice(answer, rubric.version)
    lines = graded.sheet.criteria
    if Notice.TOO_SHORT in graded.notices:
        yield f"How you put it can wait until there is more of it. When you try again: {_advice(lines[0])}"
        return
    best = max(lines, key=lambda line: (line.level, line.possible))
    weakest = min(lines, key=lambda line: (line.level, -line.possible))
    if best.level >= WORKED:
        yield _praised(voice, best)
    if weakest.level >= WORKED:
        yield _content(voice, weakest)
    else:
        yield _tried(voice, weakest, alone=best.level < WORKED)


def _praised(voice: Voice, line: CriterionLine) -> str:
    aspect = _aspect(line)
    return voice.choose(
        "praised",
        (
            f"What worked: {aspect}. {_heard(line)}",
            f"Do not change {aspect}. {_heard(line)}",
            f"I liked {aspect}. {_heard(line)}",
        ),
    )


def _content(voice: Voice, line: CriterionLine) -> str:
    return voice.choose(
        "content",
        (
            f"There is little I would change. If you want something to play with: {_advice(line)}",
            f"Nothing here stands in your way. For polish only: {_advice(line)}",
        ),
    )


def _tried(voice: Voice, line: CriterionLine, *, alone: bool) -> str:
    aspect = _aspect(line)
    if alone:
        start = voice.choose(
            "alone",
            (f"If you change one thing about how you put it, let it be {aspect}.", f"I would start with {aspect}."),
        )
    else:
        start = voice.choose(
            "tried", (f"The thing to work on next time: {aspect}.", f"Where I would put the work: {aspect}.")
        )
    return f"{start} {_heard(line)} {sentence(line.advice)}"


_ASPECTS = {
    "opening": "the way you begin",
    "structure": "the way you build it up",
    "concision": "how briefly you say it",
    "vocabulary": "your choice of words",
    "concreteness": "how concrete you are",
}


def _aspect(line: CriterionLine) -> str:
    return _ASPECTS.get(line.id) or shown(line.name.lower())


def _heard(line: CriterionLine) -> str:
    return sentence(line.note or line.says)


def _advice(line: CriterionLine) -> str:
    advice = sentence(line.advice)
    return advice[:1].lower() + advice[1:]
