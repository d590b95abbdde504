"""Outline: a stronger way to say it, beginning with what matters most, the candidate's own words kept in place."""

from collections.abc import Iterator

from server.domain.grade import Graded, PointLine, Verdict
from server.domain.rubric import Rubric
from server.graders.wording import Voice, quoted, shown

YOURS = "*(your words)*"
OURS = "*(from the model answer)*"

WORTH_ADDING = 20.0
"""A point that was only touched on is filled up where it is worth this many points or more."""


def outline(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order; the list is one of them."""
    voice = Voice(answer, rubric.version)
    lines = _in_order(rubric, graded)
    kept = [line for line in lines if line.credit > 0]
    if len(lines) == 1:
        yield from _single(rubric, lines[0])
        return
    yield voice.choose("outline", _INTRODUCTIONS["some" if kept else "none"])
    yield "\n".join(f"{number}. {step}" for number, step in enumerate(_steps(rubric, lines), start=1))
    yield voice.choose("aloud", _ALOUD)


_INTRODUCTIONS = {
    "some": (
        "Here is an order that would carry further. Your own sentences stay; the gaps are filled in.",
        "You could tell it like this, with your words where you had them:",
        "The same answer, told from the main point down:",
    ),
    "none": (
        "Here is the model answer from the main point down, a sentence at a time:",
        "These are sentences of the model answer, in the order in which I would say them:",
    ),
}

_ALOUD = (
    "Say it once aloud in your own words; borrowed sentences rarely survive an interview.",
    "Read it once, put it away, and tell it to somebody. What you forget is what to look at again.",
    "Do not learn it by heart. Keep the order and find your own words.",
)


def _in_order(rubric: Rubric, graded: Graded) -> list[PointLine]:
    """The points as the model answer tells them, the one to lead with first."""

    def place(line: PointLine) -> tuple[bool, int]:
        return line.id != rubric.lead_with, rubric.model_answer.find(rubric.key_point(line.id).spoken)

    return sorted(graded.sheet.points, key=place)


def _steps(rubric: Rubric, lines: list[PointLine]) -> Iterator[str]:
    """Each point in the candidate's words, once, or else in those of the model answer, marked where both occur."""
    mixed = any(line.credit > 0 for line in lines)
    told: set[str] = set()
    for line in lines:
        model = f"“{shown(rubric.key_point(line.id).spoken)}”{f' {OURS}' if mixed else ''}"
        said = line.evidence[0].quote if line.credit > 0 else ""
        if not said or said in told:
            yield model
        elif line.verdict is Verdict.PARTIAL and line.possible >= WORTH_ADDING:
            yield f"{quoted(said)} {YOURS}, and to make it whole: {model}"
        else:
            yield f"{quoted(said)} {YOURS}"
        told.add(said)


def _single(rubric: Rubric, line: PointLine) -> Iterator[str]:
    if line.verdict is Verdict.COVERED:
        yield f"Your own words will do: {quoted(line.evidence[0].quote)}. Put them into the main answer next time."
    else:
        yield f"Put this into the main answer next time: “{shown(rubric.key_point(line.id).spoken)}” {OURS}"
