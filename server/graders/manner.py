"""Manner: what the template says about how an answer was put: one thing that worked, one thing to try."""

from collections.abc import Iterator, Mapping, Sequence

from server.domain.grade import CriterionLine, Graded, Notice
from server.domain.rubric import Rubric
from server.graders import wording
from server.graders.hearing import Heard, heard
from server.graders.voice import Voice, sentence, shown

WORKED = 3
"""From this level on a criterion is worth praise."""

BRIEF = 24
"""An answer of fewer words has no order and no length to speak of yet."""

LEAN = 60
"""A longer answer in which little was heard is praised neither for its brevity nor for its order."""

POOR = 40
"""A technical score below which little was heard."""


def manner(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order."""
    voice = Voice(answer, rubric.version)
    lines = graded.sheet.criteria
    count = len(answer.split())
    if Notice.TOO_SHORT in graded.notices:
        yield voice.choose("short", wording.TOO_SHORT_TO_TELL).format(advice=sentence(lines[0].advice))
        return
    if count < BRIEF:
        yield _brief(voice, graded, count)
        return
    praise = _best(voice, [line for line in lines if _is_praise(line, rubric, graded, count)])
    if praise is not None:
        yield _put(voice, "praised", wording.PRAISED, praise)
    weakest = _weakest(voice, [line for line in lines if line != praise and not _goes_without_saying(line, graded)])
    if weakest.level >= WORKED:
        yield voice.choose("content", wording.CONTENT).format(advice=_advice(weakest))
        return
    yield f"{_put(voice, 'tried', wording.TRIED, weakest)} {sentence(weakest.advice)}"


def _brief(voice: Voice, graded: Graded, count: int) -> str:
    points = graded.sheet.points
    if len(points) > 1:
        return voice.choose("brief", wording.BRIEF).format(count=count)
    met = any(heard(point) is Heard.CLEARLY for point in points)
    return voice.choose("brief", wording.BRIEF_AND_RIGHT if met else wording.BRIEF_FOLLOW_UP)


def _is_praise(line: CriterionLine, rubric: Rubric, graded: Graded, count: int) -> bool:
    """Whether a level may be praised without belying what was said about the content."""
    if line.id == "opening":
        lead = next(point for point in graded.sheet.points if point.id == rubric.lead_with)
        mistaken = any(belief.held for belief in graded.sheet.misconceptions)
        return line.level > WORKED and heard(lead) is not Heard.NOT and not mistaken
    if line.id in ("concision", "structure") and count > LEAN and graded.sheet.technical < POOR:
        return False
    return line.level >= WORKED


def _goes_without_saying(line: CriterionLine, graded: Graded) -> bool:
    """Where nothing was heard, neither was the main point: no advice on how to begin follows from that."""
    return line.id == "opening" and all(heard(point) is Heard.NOT for point in graded.sheet.points)


def _best(voice: Voice, lines: Sequence[CriterionLine]) -> CriterionLine | None:
    """The highest; brevity, which is the easiest to reach, only where there is no other."""
    lines = [line for line in lines if line.id != "concision"] or list(lines)
    top = max((line.level for line in lines), default=0)
    return voice.choose("best", [line for line in lines if line.level == top]) if lines else None


def _weakest(voice: Voice, lines: Sequence[CriterionLine]) -> CriterionLine:
    """One of the lowest, or of those next to it that did not work either: else it would be the same one every time."""
    lowest = min(line.level for line in lines)
    most = min(lowest + 1, WORKED - 1) if 0 < lowest < WORKED else lowest
    return voice.choose("weakest", [line for line in lines if line.level <= most])


def _put(voice: Voice, slot: str, ways: Mapping[str, Sequence[str]], line: CriterionLine) -> str:
    named = ways.get(line.id) or (f"{shown(line.name)}.",)
    return f"{voice.choose(slot, named)} {sentence(line.note or line.says)}"


def _advice(line: CriterionLine) -> str:
    advice = sentence(line.advice)
    return advice[:1].lower() + advice[1:]
