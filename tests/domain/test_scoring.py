"""Scores equal their lines, keep to the formula, and move the way a person expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.grade import Assessment
from server.domain.rubric import Misconception, Rubric
from server.domain.scoring import after_follow_ups, shares, sheet
from server.errors import Invalid
from tests.rubric_fixture import RUBRIC, criterion, point, scored

WEIGHTS = st.lists(st.sampled_from([0.1, 0.5, 1, 1.5, 2, 3, 7, 10]), min_size=1, max_size=12)
CREDIT = st.integers(0, 20).map(lambda step: step / 20)


def belief(number: int, cost: int) -> Misconception:
    return Misconception.model_validate(
        {"id": f"b{number}", "claims": "it is so", "because": "it is not", "cost": cost, "probe": "is it?"}
    )


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    points = tuple(point(f"p{at}", "a claim", "a claim", weight) for at, weight in enumerate(draw(WEIGHTS)))
    costs = draw(st.lists(st.integers(1, 3), max_size=12))
    criteria = tuple(criterion(f"criterion-{at}", weight) for at, weight in enumerate(draw(WEIGHTS)[:8]))
    return RUBRIC.model_copy(
        update={
            "key_points": points,
            "lead_with": "p0",
            "misconceptions": tuple(belief(at, cost) for at, cost in enumerate(costs)),
            "criteria": criteria,
        }
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rubric, list[float], list[bool], list[int]]:
    rubric = draw(rubrics())
    return (
        rubric,
        [draw(CREDIT) for _ in rubric.key_points],
        [draw(st.booleans()) for _ in rubric.misconceptions],
        [draw(st.integers(0, 4)) for _ in rubric.criteria],
    )


@given(WEIGHTS)
def test_shares_add_up_to_exactly_100_and_are_near_their_weights(weights: list[float]) -> None:
    found = shares(weights)
    assert round(sum(found), 6) == 100
    assert all(abs(f - 100 * w / sum(weights)) < 0.1 + 1e-9 for f, w in zip(found, weights, strict=True))


@given(cases())
def test_a_total_is_exactly_the_sum_of_its_lines(case: tuple[Rubric, list[float], list[bool], list[int]]) -> None:
    found = scored(*case)
    lines = (*found.points, *found.misconceptions, *found.limits)
    assert found.technical == round(sum(line.earned for line in lines), 1)
    assert found.phrasing == round(sum(line.earned for line in found.criteria), 1)
    assert 0 <= found.technical <= 100
    assert 0 <= found.phrasing <= 100


@given(cases())
def test_totals_are_within_a_tenth_a_line_of_the_formula(
    case: tuple[Rubric, list[float], list[bool], list[int]],
) -> None:
    rubric, credits, held, levels = case
    weights = [one.weight for one in rubric.key_points]
    gained = 100 * sum(w * c for w, c in zip(weights, credits, strict=True)) / sum(weights)
    lost = min(25, 4 * sum(one.cost for one, is_held in zip(rubric.misconceptions, held, strict=True) if is_held))
    phrasing = 25 * sum(c.weight * level for c, level in zip(rubric.criteria, levels, strict=True))
    found = scored(*case)
    assert abs(found.technical - max(0, gained - lost)) <= 0.1 * len(credits) + 1e-9
    assert abs(found.phrasing - phrasing / sum(c.weight for c in rubric.criteria)) <= 0.1 * len(levels) + 1e-9


@given(cases(), st.data())
def test_more_credit_never_lowers_a_score(
    case: tuple[Rubric, list[float], list[bool], list[int]], data: st.DataObject
) -> None:
    rubric, credits, held, levels = case
    at = data.draw(st.integers(0, len(credits) - 1))
    more = [*credits]
    more[at] = data.draw(st.integers(round(credits[at] * 20), 20)) / 20
    assert scored(rubric, more, held, levels).technical >= scored(*case).technical


@given(rubrics())
def test_full_credit_is_exactly_100(rubric: Rubric) -> None:
    found = scored(
        rubric, [1.0] * len(rubric.key_points), [False] * len(rubric.misconceptions), [4] * len(rubric.criteria)
    )
    assert (found.technical, found.phrasing) == (100, 100)


@given(cases())
def test_the_limits_say_what_they_gave_back(case: tuple[Rubric, list[float], list[bool], list[int]]) -> None:
    found = scored(*case)
    assert all(line.earned > 0 for line in found.limits)


def test_a_held_misconception_costs_four_points_a_unit() -> None:
    found = scored(RUBRIC, [1, 1, 1], [True, False], [0] * 5)
    assert found.technical == 100 - 12
    assert [line.earned for line in found.misconceptions] == [-12, 0]


def test_the_floor_is_a_line_of_its_own() -> None:
    found = scored(RUBRIC, [0, 0, 0], [True, True], [0] * 5)
    assert found.technical == 0
    assert [line.earned for line in found.limits] == [20]


def test_verdicts_for_other_ids_are_refused_by_name() -> None:
    with pytest.raises(Invalid, match=r"points: expected verdicts for vapour-pressure.*got none"):
        sheet(RUBRIC, Assessment(points=(), misconceptions=(), criteria=()))


def test_a_follow_up_can_raise_a_point_but_not_lower_one() -> None:
    first = scored(RUBRIC, [0.5, 0, 1], [False, False], [2] * 5)
    narrow = RUBRIC.narrowed_to("thin-air")
    better = after_follow_ups(RUBRIC, first, [scored(narrow, [1], [False, False], [4] * 5)])
    worse = after_follow_ups(RUBRIC, first, [scored(narrow, [0], [False, False], [4] * 5)])
    assert [line.credit for line in better.points] == [0.5, 1, 1]
    assert worse == first
    assert better.phrasing == first.phrasing


def test_a_misconception_held_in_a_follow_up_counts() -> None:
    first = scored(RUBRIC, [1, 0, 1], [False, False], [2] * 5)
    narrow = RUBRIC.narrowed_to("thin-air")
    found = after_follow_ups(RUBRIC, first, [scored(narrow, [0], [True, False], [2] * 5)])
    assert found.technical == first.technical - 12


@given(st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=3, max_size=3), st.booleans(), st.booleans())
def test_a_score_of_nothing_is_a_plain_zero(credits: list[float], first: bool, second: bool) -> None:
    """Tenths that a misconception takes away again may add up to a little less than nothing."""
    assert not str(scored(RUBRIC, credits, [first, second], [0] * 5).technical).startswith("-")
