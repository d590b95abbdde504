"""A stronger way: the main point first, the candidate's words kept once, the gaps marked."""

from server.graders.outline import OURS, YOURS, outline
from tests.graders.test_template import judged
from tests.rubric_fixture import POINTS, RUBRIC

ANSWER = "a lid keeps the steam in and there is less air above you"


def steps(points: list[tuple[float, str]]) -> list[str]:
    _, listed, _ = outline(RUBRIC, ANSWER, judged(ANSWER, points))
    return listed.splitlines()


def test_the_point_to_lead_with_comes_first() -> None:
    turned = RUBRIC.model_copy(update={"lead_with": "pressure-cooker"})
    _, listed, _ = outline(turned, ANSWER, judged(ANSWER, [(0, "")] * 3))
    assert POINTS[2].spoken in listed.splitlines()[0]


def test_own_words_stay_and_gaps_are_marked() -> None:
    first, second, third = steps([(0, ""), (1, "there is less air above you"), (1, "a lid keeps the steam in")])
    assert first.endswith(OURS)
    assert second == f"2. “there is less air above you” {YOURS}"
    assert third == f"3. “a lid keeps the steam in” {YOURS}"


def test_a_heavy_point_that_was_only_touched_on_is_filled_up() -> None:
    first, *_ = steps([(0.4, "there is less air above you"), (0, ""), (0, "")])
    assert first.startswith(f"1. “there is less air above you” {YOURS}, and to make it whole: “")


def test_words_that_serve_two_points_are_told_once() -> None:
    same = "there is less air above you"
    assert sum(f"“{same}” {YOURS}" in one for one in steps([(1, same), (1, same), (0, "")])) == 1


def test_without_own_words_nothing_needs_a_mark() -> None:
    assert not [one for one in steps([(0, "")] * 3) if OURS in one]
