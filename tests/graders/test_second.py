"""A second reading: when it is asked for, and what two readings together say."""

import pytest

from server.domain.evidence import locate
from server.domain.grade import CriterionVerdict, Flag, MisconceptionVerdict, PointVerdict, Verdict
from server.graders.second import in_doubt, settled
from tests.graders.llm_case import ANSWER, FASTER, LOOP, RUBRIC

CREDIT = {"covered": 1.0, "partial": 0.5}


def point(name: str, verdict: str, *flags: Flag) -> PointVerdict:
    credit = 0 if Flag.UNVERIFIED in flags else CREDIT.get(verdict, 0)
    found = locate(LOOP, ANSWER)
    assert found is not None
    return PointVerdict(
        id=name, verdict=Verdict(verdict), credit=credit, evidence=(found,) if credit else (), flags=flags
    )


def belief(held: bool, *flags: Flag) -> MisconceptionVerdict:
    found = locate(FASTER, ANSWER)
    assert found is not None
    return MisconceptionVerdict(id="faster", held=held, evidence=(found,) if held else (), flags=flags)


@pytest.mark.parametrize(
    ("points", "doubted"),
    [
        ([point("yields", "covered"), point("pool", "covered"), point("blocking", "missed")], False),
        ([point("yields", "partial"), point("pool", "covered")], True),
        ([point("yields", "covered"), point("pool", "partial")], False),
        ([point("yields", "partial", Flag.UNVERIFIED)], False),
        ([point("yields", "covered", Flag.UNSURE)], True),
        ([point("pool", "missed", Flag.UNSURE)], False),
        ([point("pool", "missed", Flag.UNSURE), point("blocking", "missed", Flag.UNSURE)], True),
    ],
    ids=["none", "a heavy half", "a light half", "unverified", "unsure of much", "of little", "of little and more"],
)
def test_only_a_real_doubt_is_worth_a_second_reading(points: list[PointVerdict], doubted: bool) -> None:
    assert in_doubt(RUBRIC, [*points, CriterionVerdict(id="opening", level=2)]) is doubted


@pytest.mark.parametrize(
    ("first", "second", "verdict", "flags"),
    [
        (point("yields", "partial"), point("yields", "partial"), "partial", ()),
        (point("yields", "partial", Flag.UNSURE), point("yields", "partial"), "partial", ()),
        (point("yields", "partial", Flag.UNSURE), point("yields", "partial", Flag.UNSURE), "partial", (Flag.UNSURE,)),
        (point("yields", "partial"), point("yields", "covered"), "partial", (Flag.UNSURE,)),
        (point("yields", "covered"), point("yields", "partial"), "partial", (Flag.UNSURE,)),
        (point("yields", "missed"), point("yields", "contradicted"), "missed", (Flag.UNSURE,)),
        (point("yields", "covered", Flag.UNVERIFIED), point("yields", "covered"), "covered", (Flag.UNVERIFIED,)),
        (point("yields", "partial"), None, "partial", ()),
    ],
    ids=["agree", "one was sure", "neither sure", "never higher", "lower", "both nothing", "unverified", "no voice"],
)
def test_readings_that_stay_apart_earn_the_less_and_are_flagged(
    first: PointVerdict, second: PointVerdict | None, verdict: str, flags: tuple[Flag, ...]
) -> None:
    after = settled({"p-1": first}, {"p-1": second} if second else {})["p-1"]
    assert isinstance(after, PointVerdict)
    assert (after.verdict.value, after.flags) == (verdict, flags)
    assert after.credit == min(first.credit, second.credit if second else first.credit)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_a_belief_that_only_one_reading_heard_is_not_held_and_is_flagged(first: bool, second: bool) -> None:
    after = settled({"m-1": belief(first)}, {"m-1": belief(second)})["m-1"]
    assert isinstance(after, MisconceptionVerdict)
    assert (after.held, after.evidence, after.flags) == (False, (), (Flag.UNSURE,))


def test_a_belief_that_both_readings_heard_is_held() -> None:
    after = settled({"m-1": belief(True)}, {"m-1": belief(True)})["m-1"]
    assert isinstance(after, MisconceptionVerdict)
    assert (after.held, after.flags) == (True, ())
