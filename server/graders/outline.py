"""Outline: a stronger way to say it, beginning with what matters most, the candidate's own words kept in place."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from server.domain.grade import Graded, PointLine
from server.domain.rubric import Rubric
from server.graders import wording
from server.graders.hearing import GUESSED, Heard, heard, heaviest_miss
from server.graders.quoting import Passage, passage
from server.graders.voice import Voice, shown

YOURS = "*(your words)*"
OURS = "*(from the model answer)*"

MOST_ADDED = 3
"""So many sentences of the model answer are as many as one takes in at once; the rest is on the sheet."""

WORTH_ADDING = 20.0
"""A point that was not said outright is filled up where it is worth this many points or more."""


def outline(rubric: Rubric, answer: str, graded: Graded) -> Iterator[str]:
    """The paragraphs, in order; the list is one of them."""
    voice = Voice(answer, rubric.version)
    plan = _Plan(rubric, answer, graded)
    if len(plan.lines) == 1:
        yield plan.follow_up()
        return
    steps = list(plan.steps())
    yours, ours = any(step.yours for step in steps), any(step.ours for step in steps)
    ways = wording.OUTLINE_MODEL if not yours else wording.OUTLINE_MIXED if ours else wording.OUTLINE_OWN
    yield voice.choose("outline", ways)
    yield "\n".join(f"{number}. {step.told(marked=yours and ours)}" for number, step in enumerate(steps, start=1))
    yield " ".join([*_left_out(plan), voice.choose("aloud", wording.ALOUD if ours else wording.ALOUD_OWN)])


class _Step(NamedTuple):
    """One thing to say: in the candidate's words, in those of the model answer, or in both."""

    yours: str
    ours: str

    def told(self, *, marked: bool) -> str:
        yours, ours = (f" {YOURS}", f" {OURS}") if marked else ("", "")
        if not self.ours:
            return self.yours + yours
        return f"{self.yours}{yours}, or more plainly: {self.ours}{ours}" if self.yours else self.ours + ours


class _Plan:
    """What is kept of an answer, and what is added to it."""

    def __init__(self, rubric: Rubric, answer: str, graded: Graded) -> None:
        self.rubric = rubric
        self.lines = _in_order(rubric, graded.sheet.points)
        mistaken = [passage(answer, line.evidence[0]) for line in graded.sheet.misconceptions if line.held]
        self.kept = _kept(answer, self.lines, mistaken)
        self.miss = heaviest_miss(self.lines, rubric.lead_with)
        self.wanting = [line for line in self.lines if self._wants(line)]
        self.added = self._heaviest(self.wanting)

    def steps(self) -> Iterator[_Step]:
        """The points in order, those left out that neither are kept nor added."""
        for line in self.lines:
            said = self.kept.get(line.id)
            step = _Step(said.shown if said else "", self._spoken(line) if line.id in self.added else "")
            if any(step):
                yield step

    def left_out(self) -> int:
        """How many points that were not heard have no place in it."""
        return sum(line.id not in self.added and line.id not in self.kept for line in self.wanting)

    def follow_up(self) -> str:
        (line,) = self.lines
        own = self.kept.get(line.id)
        if own and heard(line) is Heard.CLEARLY:
            return f"Your own words will do: {own.shown}. Put them into the main answer next time."
        kept = f"{own.shown} {YOURS}, and more plainly: " if own else ""
        return f"Put this into the main answer next time: {kept}{self._spoken(line)} {OURS}"

    def _wants(self, line: PointLine) -> bool:
        """Whether a point is better said in the words of the model answer, alone or after the candidate's."""
        if line.id not in self.kept:
            return heard(line) in (Heard.NOT, Heard.FAINTLY)
        heavy = line.possible >= WORTH_ADDING or line is self.miss
        return heavy and heard(line) is not Heard.CLEARLY

    def _heaviest(self, lines: Sequence[PointLine]) -> set[str]:
        def order(line: PointLine) -> tuple[bool, float]:
            return line is not self.miss and line.id != self.rubric.lead_with, line.earned - line.possible

        return {line.id for line in sorted(lines, key=order)[:MOST_ADDED]}

    def _spoken(self, line: PointLine) -> str:
        return f"“{shown(self.rubric.key_point(line.id).spoken)}”"


def _kept(answer: str, lines: Sequence[PointLine], mistaken: Sequence[Passage]) -> dict[str, Passage]:
    """By point, the words that say it: each told once, clear ones first, none that has to be put right."""
    kept: dict[str, Passage] = {}
    for line in sorted(lines, key=lambda line: list(Heard).index(heard(line))):
        if line.credit < GUESSED or not line.evidence:
            continue
        said = passage(answer, line.evidence[0])
        if not said.shares([*kept.values(), *mistaken]):
            kept[line.id] = said
    return kept


def _in_order(rubric: Rubric, lines: Sequence[PointLine]) -> list[PointLine]:
    """The points as the model answer tells them, the one to lead with first."""

    def place(line: PointLine) -> tuple[bool, int]:
        return line.id != rubric.lead_with, rubric.model_answer.find(rubric.key_point(line.id).spoken)

    return sorted(lines, key=place)


def _left_out(plan: _Plan) -> Iterator[str]:
    number = plan.left_out()
    if number == 1:
        yield wording.LEFT_OUT_ONE
    elif number > 1:
        yield wording.LEFT_OUT.format(number=wording.NUMBERS.get(number, str(number)))
