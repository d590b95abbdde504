"""Attempt: one answer of a person to a question, and what changed point by point between two of them."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from server.domain.event import Scores
from server.domain.grade import Graded, Sheet, Verdict
from server.domain.interview import Mode
from server.domain.value import Value


class Attempt(Value):
    """An answer to a main question; follow-ups are prompted, so they are no attempts.

    `first` tells an unprompted answer from a retry, by the order of the log; `hinted` that a hint was asked for before
    it was given.
    """

    interview_id: str
    answer_id: str
    question_id: str
    rubric_version: str
    number: int
    mode: Mode
    at: datetime
    text: str
    via: Literal["typed", "spoken"]
    first: bool
    hinted: bool
    graded: Graded | None = Field(description="the grade that counts: the newest, else the estimate, else none")

    @property
    def counts(self) -> bool:
        """Whether progress is measured by it: unprompted, and graded rather than estimated."""
        return self.first and self.graded is not None and not self.graded.estimate


class Change(StrEnum):
    """What became of one key point from one attempt to the next."""

    GAINED = "gained"
    KEPT = "kept"
    LOST = "lost"
    STILL_MISSING = "still_missing"
    NEW = "new"


class PointChange(Value):
    """`before` is None where the earlier rubric did not have this point."""

    id: str
    says: str
    before: Verdict | None
    after: Verdict
    change: Change


class BeliefChange(Value):
    """A misconception that one of the two attempts holds."""

    id: str
    claims: str
    before: bool
    after: bool


class Difference(Value):
    """What changed since an earlier attempt. Scores of different graders or rubrics are not to be compared."""

    interview_id: str
    at: datetime
    before: Scores
    after: Scores
    comparable: bool = Field(description="graded by the same grader, its same version and the same rubric")
    points: tuple[PointChange, ...]
    beliefs: tuple[BeliefChange, ...]


_RANK = {Verdict.CONTRADICTED: 0, Verdict.MISSED: 1, Verdict.PARTIAL: 2, Verdict.COVERED: 3}


def difference(earlier: Attempt, later: Graded) -> Difference | None:
    """What the later grade has that the earlier attempt had not; None where the earlier one has no grade."""
    if earlier.graded is None:
        return None
    before, after = earlier.graded.sheet, later.sheet
    return Difference(
        interview_id=earlier.interview_id,
        at=earlier.at,
        before=scores_of(before),
        after=scores_of(after),
        comparable=_made_by(earlier.graded) == _made_by(later),
        points=_points(before, after),
        beliefs=_beliefs(before, after),
    )


def scores_of(sheet: Sheet) -> Scores:
    return Scores(technical=sheet.technical, phrasing=sheet.phrasing)


def change_of(before: Verdict | None, after: Verdict) -> Change:
    """A better verdict is gained and a worse one lost; the same one is kept where it earned something."""
    if before is None:
        return Change.NEW
    if _RANK[after] != _RANK[before]:
        return Change.GAINED if _RANK[after] > _RANK[before] else Change.LOST
    return Change.KEPT if after in (Verdict.COVERED, Verdict.PARTIAL) else Change.STILL_MISSING


def _points(before: Sheet, after: Sheet) -> tuple[PointChange, ...]:
    known = {line.id: line.verdict for line in before.points}
    return tuple(
        PointChange(
            id=line.id,
            says=line.says,
            before=known.get(line.id),
            after=line.verdict,
            change=change_of(known.get(line.id), line.verdict),
        )
        for line in after.points
    )


def _beliefs(before: Sheet, after: Sheet) -> tuple[BeliefChange, ...]:
    held = {line.id: line.held for line in before.misconceptions}
    claims = {line.id: line.claims for line in (*before.misconceptions, *after.misconceptions)}
    now = {line.id: line.held for line in after.misconceptions}
    return tuple(
        BeliefChange(id=belief, claims=said, before=held.get(belief, False), after=now.get(belief, False))
        for belief, said in claims.items()
        if held.get(belief) or now.get(belief)
    )


def _made_by(graded: Graded) -> tuple[str, str, str, bool]:
    made = graded.provenance
    return made.grader, made.grader_version, made.rubric_version, graded.estimate
