"""Question: the shape of one question file, and what of it a grade depends on."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from server.domain.rubric import (
    KeyPoint,
    Misconception,
    PhrasingCriterion,
    Prose,
    Sentence,
    Slug,
    require_unique,
)
from server.domain.value import Written

CoverageId = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*/[0-9]+$")]


class Level(StrEnum):
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


class Split(StrEnum):
    """Nothing is ever fitted or tuned on `test`."""

    TRAIN = "train"
    TEST = "test"


class SampleKind(StrEnum):
    STRONG = "strong"
    PARTIAL = "partial"
    WRONG = "wrong"
    OFF_TOPIC = "off_topic"
    RAMBLING = "rambling"


class Option(Written):
    """One choice of a practice-exam item, with the reason for or against it."""

    text: Sentence
    why: Prose
    right: bool = False
    misconception: Slug | None = Field(default=None, description="the misconception that choosing it shows")


class Item(Written):
    """The practice-exam item: its own stem, four to six options, exactly one right."""

    stem: Prose
    options: tuple[Option, ...] = Field(min_length=4, max_length=6)

    @model_validator(mode="after")
    def _one_is_right(self) -> "Item":
        right = sum(option.right for option in self.options)
        if right != 1:
            raise ValueError(f"options: expected exactly one with right: true, got {right}")
        return self


class DrillAnswer(Written):
    text: Prose
    critique: Prose
    strongest: bool = False


class Drill(Written):
    """Four full answers, exactly one of them the strongest."""

    answers: tuple[DrillAnswer, DrillAnswer, DrillAnswer, DrillAnswer]

    @model_validator(mode="after")
    def _one_is_strongest(self) -> "Drill":
        strongest = sum(answer.strongest for answer in self.answers)
        if strongest != 1:
            raise ValueError(f"answers: expected exactly one with strongest: true, got {strongest}")
        return self


class Sample(Written):
    """A marked answer. Totals are computed from the marks, never written; a point not named is missed."""

    kind: SampleKind
    text: Prose
    points: dict[Slug, Literal["covered", "partial", "missed", "contradicted"]] = {}
    held: tuple[Slug, ...] = ()
    phrasing: dict[Slug, Annotated[int, Field(ge=0, le=4)]] = {}


class QuestionFile(Written):
    """One question file (its path is its id): feeds the interview, the exam, the drill, study and the grader."""

    covers: tuple[CoverageId, ...] = Field(min_length=1, description="ids from the coverage lists")
    level: Level
    split: Split
    ask: Prose = Field(description="as an interviewer would say it aloud")
    clarify: Prose = Field(description="what the interviewer says when asked what they mean")
    model_answer: Prose = Field(description="60 to 120 seconds of a strong candidate, spoken register, 110-220 words")
    best_practice: Sentence = Field(description="the one-line advice")
    lead_with: Slug = Field(description="the key point that a strong answer opens with")
    example: str | None = Field(
        default=None, max_length=8000, description="a runnable program that asserts what the answer claims"
    )
    key_points: tuple[KeyPoint, ...] = Field(min_length=4, max_length=6)
    misconceptions: tuple[Misconception, ...] = Field(min_length=3, max_length=5)
    vocabulary: tuple[str, ...] = Field(min_length=1, max_length=40)
    hints: tuple[Sentence, ...] = Field(min_length=2, max_length=4, description="from vague to near")
    item: Item
    drill: Drill | None = None
    samples: tuple[Sample, ...] = Field(min_length=3)
    sources: tuple[str, ...] = Field(min_length=1, description="official pages that the facts were checked against")

    @model_validator(mode="after")
    def _names_agree(self) -> "QuestionFile":
        points = [p.id for p in self.key_points]
        beliefs = [m.id for m in self.misconceptions]
        require_unique("key_points", points)
        require_unique("misconceptions", beliefs)
        require_known("lead_with", [self.lead_with], points)
        for number, option in enumerate(self.item.options):
            require_known(f"item.options.{number}.misconception", [option.misconception or beliefs[0]], beliefs)
        for number, sample in enumerate(self.samples):
            require_known(f"samples.{number}.points", list(sample.points), points)
            require_known(f"samples.{number}.held", list(sample.held), beliefs)
        return self


class Question(QuestionFile):
    """A question file with its place in the bank."""

    id: str = Field(description="<topic>/<subtopic>/<slug>, from the path")
    track: Slug
    version: str = Field(description="of the rubric: see server.domain.rubric.Rubric")

    @property
    def topic(self) -> str:
        return self.id.split("/")[0]

    @property
    def subtopic(self) -> str:
        return self.id.split("/")[1]


NOT_GRADED_BY = frozenset({"covers", "split", "example", "item", "drill", "samples", "sources"})
"""Fields of a question file that no grade depends on: changing them leaves the rubric version as it was."""


def canonical_body(file: QuestionFile, criteria: Sequence[PhrasingCriterion]) -> str:
    """The text whose hash is the rubric version: what grading depends on, as JSON with sorted keys."""
    body = file.model_dump(mode="json", exclude=set(NOT_GRADED_BY))
    body["criteria"] = [criterion.model_dump(mode="json") for criterion in criteria]
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def require_known(field: str, named: list[str], known: list[str]) -> None:
    """Raise ValueError naming the field and the first name that is not known."""
    stray = next((one for one in named if one not in known), None)
    if stray is not None:
        raise ValueError(f"{field}: expected one of {', '.join(known)}, got {stray!r}")
