"""Rubric: key points, misconceptions and phrasing criteria, exactly the shape of the files under rubrics/.

These field names are a contract: hundreds of question files are written against them.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from server.domain.value import Value, Written

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Sentence = Annotated[str, Field(min_length=3, max_length=600)]
Prose = Annotated[str, Field(min_length=3, max_length=6000)]


class Depth(StrEnum):
    """How far into the subject a key point lies; groups the display and breaks ties, never the sum."""

    CORE = "core"
    DEEPER = "deeper"
    EXPERT = "expert"


DEPTHS = tuple(Depth)
"""From first to last: the order in which points are shown and ties are broken."""


class KeyPoint(Written):
    """One claim a listener can tick."""

    id: Slug
    says: Sentence = Field(description="one checkable claim, in one sentence")
    because: Sentence = Field(description="why an interviewer listens for it")
    spoken: Sentence = Field(description="the sentence of model_answer that says it, word for word")
    weight: float = Field(gt=0, le=10, description="share of the technical score; the bank uses 1, 2 or 3")
    depth: Depth
    cues: tuple[Sentence, ...] = Field(
        default=(), max_length=8, description="2-4 whole paraphrases as people really say it"
    )
    probe: Sentence = Field(description="the follow-up question when this point is missing")


class Misconception(Written):
    """One wrong belief that candidates really hold."""

    id: Slug
    claims: Sentence = Field(description="said as the candidate would say it, phrased unlike any key point")
    because: Sentence = Field(description="why it is wrong, in one or two sentences")
    cost: Literal[1, 2, 3] = Field(description="times 4 points off the technical score")
    cues: tuple[Sentence, ...] = Field(default=(), max_length=8)
    probe: Sentence = Field(description="the question that exposes it")


class PhrasingCriterion(Written):
    """One way in which an answer can be well put, on anchored levels 0 to 4."""

    id: Slug
    name: Sentence
    asks: Sentence = Field(description="the question a listener answers to place the level")
    weight: float = Field(gt=0, le=10)
    levels: tuple[Sentence, Sentence, Sentence, Sentence, Sentence] = Field(
        description="what levels 0, 1, 2, 3 and 4 sound like"
    )
    advice: Sentence = Field(description="the one thing to try next time")


class Phrasing(Written):
    """phrasing.yaml: the criteria shared by every question."""

    criteria: tuple[PhrasingCriterion, ...] = Field(min_length=1, max_length=8)


class Rubric(Value):
    """What one answer is graded against. Fixed by `version`; the grader sees nothing else.

    `version` is the first 12 hex digits of the SHA-256 of the canonical body: see `version_of`.
    """

    question_id: str
    version: str
    ask: Prose
    model_answer: Prose
    lead_with: Slug
    key_points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=12)
    misconceptions: tuple[Misconception, ...] = Field(max_length=12)
    vocabulary: tuple[str, ...] = Field(default=(), max_length=40)
    criteria: tuple[PhrasingCriterion, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Rubric":
        require_unique("key_points", [p.id for p in self.key_points])
        require_unique("misconceptions", [m.id for m in self.misconceptions])
        require_unique("criteria", [c.id for c in self.criteria])
        if self.lead_with not in {p.id for p in self.key_points}:
            raise ValueError(
                f"lead_with: expected the id of one of the key points "
                f"({', '.join(p.id for p in self.key_points)}), got {self.lead_with!r}"
            )
        return self

    def key_point(self, point_id: str) -> KeyPoint:
        """The key point with this id; KeyError where there is none."""
        return {p.id: p for p in self.key_points}[point_id]

    def misconception(self, misconception_id: str) -> Misconception:
        """The misconception with this id; KeyError where there is none."""
        return {m.id: m for m in self.misconceptions}[misconception_id]

    def narrowed_to(self, point_id: str) -> "Rubric":
        """The rubric of a follow-up: this one key point and every misconception."""
        point = self.key_point(point_id)
        return self.model_copy(update={"key_points": (point,), "lead_with": point.id, "ask": point.probe})


def require_unique(field: str, ids: Sequence[str]) -> None:
    """Raise ValueError naming the field and the first id that stands twice."""
    twice = named_twice(ids)
    if twice is not None:
        raise ValueError(f"{field}: expected different ids, got {twice!r} twice")


def named_twice(ids: Sequence[str]) -> str | None:
    """The first id that stands more than once; None where each stands once."""
    return next((one for one in ids if ids.count(one) > 1), None)


def version_of(canonical: str) -> str:
    """The version of a rubric or a prompt: the first 12 hex digits of the SHA-256 of its canonical text."""
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
