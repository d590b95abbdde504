"""How clearly points were heard, and which one to work on first."""

import pytest

from server.domain.grade import Flag, Sheet
from server.graders.hearing import Heard, best_faint, best_landed, heard, heaviest_miss
from tests.rubric_fixture import RUBRIC, scored


def lines(credits: list[float]) -> Sheet:
    return scored(RUBRIC, credits, [False, False], [2] * 5)


@pytest.mark.parametrize(
    ("credit", "unsure", "expected"),
    [
        (1.0, False, Heard.CLEARLY),
        (0.7, True, Heard.FAINTLY),
        (0.5, False, Heard.HALF),
        (0.5, True, Heard.FAINTLY),
        (0.4, False, Heard.FAINTLY),
        (0.2, True, Heard.NOT),
        (0.0, False, Heard.NOT),
    ],
)
def test_only_what_is_sure_and_at_least_half_is_heard_clearly(credit: float, unsure: bool, expected: Heard) -> None:
    line = lines([credit, 0, 0]).points[0]
    assert heard(line.model_copy(update={"flags": (Flag.UNSURE,) if unsure else ()})) is expected


def test_the_whole_of_a_point_is_named_before_half_of_a_heavier_one() -> None:
    assert [line.id for line in best_landed(lines([0.5, 1, 1]).points)] == [
        "thin-air",
        "pressure-cooker",
        "vapour-pressure",
    ]
    assert best_landed(lines([0.4, 0, 0]).points) == []


def test_of_what_was_faint_the_clearest_comes_first() -> None:
    assert [line.id for line in best_faint(lines([0.35, 1, 0.4]).points)] == ["pressure-cooker", "vapour-pressure"]


def test_the_point_that_loses_most_is_the_one_to_work_on() -> None:
    for credits, expected in (
        ([1.0, 0.4, 0.0], "thin-air"),
        ([0.5, 1.0, 0.0], "vapour-pressure"),
        ([1.0, 1.0, 0.0], "pressure-cooker"),
    ):
        found = heaviest_miss(lines(credits).points)
        assert found is not None
        assert found.id == expected
    assert heaviest_miss(lines([1, 1, 0.7]).points) is None


def test_among_equals_it_is_the_one_to_lead_with() -> None:
    points = [line.model_copy(update={"possible": 30.0, "earned": 0.0}) for line in lines([0, 0, 0]).points]
    found = heaviest_miss(points, lead_with="pressure-cooker")
    assert found is not None
    assert found.id == "pressure-cooker"


def test_the_last_bit_of_a_light_point_is_not_worth_a_word() -> None:
    light = lines([1, 1, 0.5]).points[2].model_copy(update={"possible": 8.0, "earned": 4.0})
    assert heaviest_miss([light]) is None
