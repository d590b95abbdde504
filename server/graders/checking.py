"""Checking: a model's quotes are looked up in the answer before its verdicts count.

What cannot be shown in the answer earns nothing, however sure the model is.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from server.domain.evidence import MAX_POINTS, Fault, fault, locate
from server.domain.grade import (
    CriterionVerdict,
    Evidence,
    Flag,
    MisconceptionVerdict,
    OtherError,
    PointVerdict,
    Verdict,
)
from server.graders.brief import Ids
from server.graders.clauses import words_of
from server.graders.guards import to_grader
from server.graders.kept import kept_from_remarks
from server.graders.reply import BeliefReply, CriterionReply, ErrorReply, Item, PointReply
from server.graders.speech import may_be_shown
from server.graders.subject import is_speech, near, speaks_of, subject_of, subject_of_point
from server.ports import Case

CREDIT = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}
MAX_ERRORS = 3
NOTE_CHARS = 300
WHY_CHARS = 600
SAME_SHARE = 0.8
"""Two quotes that have this share of their characters in common are one quote."""

ADDRESSED = "the quote speaks to whoever marks the answer instead of answering"
OFF_SUBJECT = "the quote does not speak of what it is quoted for"
UNQUOTED = "the verdict has no quote"
UNPROVEN = "Not levelled: no words of the answer could be found that show this."

Checked = PointVerdict | MisconceptionVerdict | CriterionVerdict


class Faulty(NamedTuple):
    """A quote that does not hold up, as the repair turn tells it."""

    id: str
    quote: str
    why: str


class Checker:
    """The checks of one try at grading one answer. `instructions` are the texts of the prompts in use."""

    def __init__(self, case: Case, ids: Ids, instructions: Iterable[str]) -> None:
        self._answer = case.answer
        self._ids = ids
        self._instructions = tuple(instructions)
        self._given = (case.rubric.ask, *case.given, *self._instructions)
        self._addressed = addressed(case.answer)
        self._words = words_of(case.answer)
        self._subject = subject_of(case.rubric)
        self._points = {point.id: subject_of_point(case.rubric, point) for point in case.rubric.key_points}
        self._kept = kept_from_remarks(case.rubric, case.answer)
        self._used: list[Evidence] = []

    def judge(self, item: Item, *, last: bool = False) -> Checked | list[Faulty]:
        """The verdict, or the faults that a repair may mend; on the `last` turn what is faulty earns nothing."""
        if isinstance(item, PointReply):
            return self._point(item, last)
        if isinstance(item, BeliefReply):
            return self._belief(item, last)
        return self._criterion(item, last)

    def errors(self, found: Sequence[ErrorReply]) -> tuple[OtherError, ...]:
        """The other errors whose quotes hold up."""
        shown: list[OtherError] = []
        for error in found:
            evidence, faults = self._look_up("", [error.quote], lambda _: False)
            why = self._note(error.why)
            if evidence and not faults and why:
                shown.append(OtherError(evidence=evidence[0], why=why))
        return tuple(shown[:MAX_ERRORS])

    def _point(self, item: PointReply, last: bool) -> PointVerdict | list[Faulty]:
        name, credit = self._ids.points[item.id], CREDIT[item.verdict]
        found, faults = self._look_up(item.id, item.quotes, self._off(self._points[name]))
        flags = () if item.sure else (Flag.UNSURE,)
        if credit:
            faults += self._overused(item.id, found)
        if credit and not faults:
            self._used.extend(found)
        elif credit and not last:
            return faults
        elif credit:
            return PointVerdict(id=name, verdict=item.verdict, credit=0, flags=(*flags, Flag.UNVERIFIED))
        return PointVerdict(id=name, verdict=item.verdict, credit=credit, evidence=found, flags=flags)

    def _belief(self, item: BeliefReply, last: bool) -> MisconceptionVerdict | list[Faulty]:
        name = self._ids.misconceptions[item.id]
        found, faults = self._look_up(item.id, item.quotes, self._off(self._subject))
        flags = () if item.sure else (Flag.UNSURE,)
        if item.held and faults:
            unverified = MisconceptionVerdict(id=name, held=False, flags=(*flags, Flag.UNVERIFIED))
            return unverified if last else faults
        return MisconceptionVerdict(id=name, held=item.held, evidence=found if item.held else (), flags=flags)

    def _criterion(self, item: CriterionReply, last: bool) -> CriterionVerdict | list[Faulty]:
        name = self._ids.criteria[item.id]
        # How a thing is put shows in asides too; but where nothing is said of the subject, nothing is put at all.
        is_answer = speaks_of(self._subject, self._words)
        found, faults = self._look_up(item.id, [item.quote], lambda _: not is_answer)
        if item.level and faults:
            unproven = CriterionVerdict(id=name, level=0, flags=(Flag.UNVERIFIED,), note=UNPROVEN)
            return unproven if last else faults
        return CriterionVerdict(id=name, level=item.level, evidence=found, note=self._note(item.note)[:NOTE_CHARS])

    def _look_up(
        self, shown: str, quotes: Sequence[str], is_off: Callable[[Evidence], bool]
    ) -> tuple[tuple[Evidence, ...], list[Faulty]]:
        """The quotes that hold up, and the faults of the others; having none at all is a fault too. `is_off` says
        which quotes are off the subject."""
        found: list[Evidence] = []
        faults: list[Faulty] = [] if quotes else [Faulty(shown, "", UNQUOTED)]
        for quote in quotes:
            evidence = locate(quote, self._answer)
            why = fault(evidence, self._answer, self._given)
            if evidence is None or why is not None:
                faults.append(Faulty(shown, quote, why or Fault.NOT_FOUND))
            elif self._is_addressed(evidence):
                faults.append(Faulty(shown, quote, ADDRESSED))
            elif is_off(evidence):
                faults.append(Faulty(shown, quote, OFF_SUBJECT))
            else:
                found.append(evidence)
        return tuple(found), faults

    def _off(self, subject: frozenset[str]) -> Callable[[Evidence], bool]:
        """Whether a quote, with the words near it, is off this subject, or takes in a sentence that is no speech."""

        def is_off(evidence: Evidence) -> bool:
            nearby = near(evidence, self._words)
            sentences = (
                [word for word in nearby if word.sentence == one] for one in {word.sentence for word in nearby}
            )
            return not speaks_of(subject, nearby) or not all(
                is_speech(one) or speaks_of(self._subject, one) for one in sentences
            )

        return is_off

    def _overused(self, shown: str, found: Iterable[Evidence]) -> list[Faulty]:
        return [
            Faulty(shown, one.quote, Fault.OVERUSED)
            for one in found
            if sum(_same(one, other) for other in self._used) >= MAX_POINTS
        ]

    def _is_addressed(self, evidence: Evidence) -> bool:
        return any(evidence.start < end and start < evidence.end for start, end in self._addressed)

    def _note(self, text: str) -> str:
        """The model's own words for the candidate; nothing where they may not be shown, repeat the rubric
        or hold an id of ours."""
        shown = (*self._ids.points, *self._ids.misconceptions, *self._ids.criteria)
        if any(one in text for one in shown) or not may_be_shown(text, self._instructions, self._kept):
            return ""
        return text[:WHY_CHARS]


def addressed(answer: str) -> list[tuple[int, int]]:
    """Where the sentences stand that speak to the grader: start and end in code points."""
    said = words_of(answer)
    numbers = to_grader(answer, said)
    spans = ([word for word in said if word.sentence == number] for number in sorted(numbers))
    return [(sentence[0].start, sentence[-1].end) for sentence in spans]


def _same(one: Evidence, other: Evidence) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    whole = max(one.end, other.end) - min(one.start, other.start)
    return shared >= SAME_SHARE * whole
