"""A rubric about kettles for tests of graders and scores, score sheets made from bare credits, and the real bank."""

from functools import cache

from server.adapters.files import load_bank, shipped
from server.domain.bank import Bank
from server.domain.evidence import locate
from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Evidence,
    Graded,
    MisconceptionVerdict,
    PointVerdict,
    Provenance,
    Sheet,
    Verdict,
)
from server.domain.rubric import Depth, KeyPoint, Misconception, PhrasingCriterion, Rubric
from server.domain.scoring import sheet

LEVELS = ("never at all", "near the end", "in the middle", "after a run-up", "at once")


def point(name: str, says: str, spoken: str, weight: float = 1, cues: tuple[str, ...] = ()) -> KeyPoint:
    return KeyPoint(
        id=name,
        says=says,
        because=f"The matter of {name.replace('-', ' ')} shows who has boiled water before.",
        spoken=spoken,
        weight=weight,
        depth=Depth.CORE,
        cues=cues,
        probe=f"What about {name}?",
    )


def criterion(name: str, weight: float = 1) -> PhrasingCriterion:
    return PhrasingCriterion(
        id=name, name=name.title(), asks="How is it put?", weight=weight, levels=LEVELS, advice=f"Mind the {name}."
    )


POINTS = (
    point(
        "vapour-pressure",
        "Water boils when its vapour pressure equals the pressure of the air around it.",
        "Water boils when the pressure of its vapour reaches the pressure of the surrounding air.",
        weight=3,
        cues=("the vapour has to push as hard as the air does",),
    ),
    point(
        "thin-air",
        "The air pressure is lower on a mountain.",
        "On a mountain there is less air above you, so it presses less.",
        weight=2,
        cues=("there's less atmosphere weighing down up there",),
    ),
    point(
        "pressure-cooker",
        "A pressure cooker raises the boiling point by keeping the steam inside a sealed lid.",
        "A pressure cooker solves it, because its sealed lid keeps the steam inside.",
    ),
)
BELIEFS = (
    Misconception(
        id="cold-air",
        claims="It boils early because the mountain weather is freezing cold.",
        because="The weather has no part in it. A hot day on the summit changes nothing.",
        cost=3,
        cues=("the freezing weather cools the kettle from outside",),
        probe="What about a hot day?",
    ),
    Misconception(
        id="wait-longer",
        claims="If you just wait longer the thermometer climbs to a hundred anyway.",
        because="All further heat goes into steam.",
        cost=2,
        probe="What does the thermometer show?",
    ),
)
CRITERIA = tuple(criterion(name) for name in ("opening", "structure", "concision", "vocabulary", "concreteness"))

RUBRIC = Rubric(
    question_id="kettles/boiling/mountain",
    version="0123456789ab",
    ask="Why does a kettle boil sooner when you camp high up?",
    model_answer=" ".join(one.spoken for one in POINTS),
    lead_with="vapour-pressure",
    key_points=POINTS,
    misconceptions=BELIEFS,
    vocabulary=("vapour pressure", "sealed lid"),
    criteria=CRITERIA,
)


def quote(text: str, answer: str) -> tuple[Evidence, ...]:
    """This text of the answer as evidence; AssertionError where it does not stand there."""
    found = locate(text, answer)
    assert found is not None, (text, answer)
    return (found,)


def scored(rubric: Rubric, credits: list[float], held: list[bool], levels: list[int], answer: str = "x") -> Sheet:
    """The sheet that these credits, beliefs and levels come to, the whole answer quoted for each."""
    whole = (Evidence(quote=answer, start=0, end=len(answer)),)
    verdicts = [Verdict.COVERED if one > 0.5 else Verdict.PARTIAL if one else Verdict.MISSED for one in credits]
    found = Assessment(
        points=tuple(
            PointVerdict(id=one.id, verdict=verdict, credit=credit, evidence=whole if credit else ())
            for one, verdict, credit in zip(rubric.key_points, verdicts, credits, strict=True)
        ),
        misconceptions=tuple(
            MisconceptionVerdict(id=one.id, held=is_held, evidence=whole if is_held else ())
            for one, is_held in zip(rubric.misconceptions, held, strict=True)
        ),
        criteria=tuple(
            CriterionVerdict(id=one.id, level=level) for one, level in zip(rubric.criteria, levels, strict=True)
        ),
    )
    return sheet(rubric, found)


def graded(of: Sheet, **changes: object) -> Graded:
    """This sheet as a grade."""
    by = Provenance(grader="test", grader_version="1", rubric_version=RUBRIC.version)
    return Graded.model_validate({"sheet": of, "provenance": by, **changes})


@cache
def real_bank() -> Bank:
    """The bank that ships."""
    return load_bank(shipped("rubrics"))
