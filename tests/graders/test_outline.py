"""A stronger way: the main point first, the candidate's words kept once, the gaps marked."""

from server.domain.rubric import Rubric
from server.graders import wording
from server.graders.outline import MOST_ADDED, OURS, YOURS, outline
from tests.graders.test_template import judged
from tests.rubric_fixture import POINTS, RUBRIC, point

ANSWER = "a lid keeps the steam in, there is less air above you, and the vapour pushes as hard as the air"
AIR, LID, VAPOUR = "there is less air above you", "a lid keeps the steam in", "the vapour pushes as hard as the air"


def steps(points: list[tuple[float, str]], held: tuple[str, str] = ("", "")) -> list[str]:
    _, listed, _ = outline(RUBRIC, ANSWER, judged(ANSWER, points, held))
    return listed.splitlines()


def test_the_point_to_lead_with_comes_first() -> None:
    turned = RUBRIC.model_copy(update={"lead_with": "pressure-cooker"})
    _, listed, _ = outline(turned, ANSWER, judged(ANSWER, [(0, "")] * 3))
    assert POINTS[2].spoken in listed.splitlines()[0]


def test_own_words_stay_and_gaps_are_marked() -> None:
    first, second, third = steps([(0, ""), (1, AIR), (1, LID)])
    assert first.endswith(OURS)
    assert second == f"2. “{AIR}” {YOURS}"
    assert third == f"3. “{LID}” {YOURS}"


def test_a_heavy_point_that_was_heard_only_half_is_filled_up() -> None:
    first, *_ = steps([(0.5, AIR), (0, ""), (0, "")])
    assert first.startswith(f"1. “{AIR}” {YOURS}, or more plainly: “")


def test_words_that_were_only_guessed_at_do_not_stay() -> None:
    assert not [one for one in steps([(0.3, AIR), (1, LID), (0, "")]) if AIR in one]


def test_words_that_have_to_be_put_right_do_not_stay() -> None:
    assert not [one for one in steps([(1, AIR), (1, LID), (0, "")], (AIR, "")) if AIR in one]


def test_words_that_serve_two_points_are_told_once() -> None:
    assert sum(f"“{AIR}” {YOURS}" in one for one in steps([(1, AIR), (1, AIR), (0, "")])) == 1


def test_without_own_words_nothing_needs_a_mark() -> None:
    assert not [one for one in steps([(0, "")] * 3) if OURS in one]


def test_where_nothing_is_missing_nothing_is_marked_or_added() -> None:
    opening, listed, _ = outline(RUBRIC, ANSWER, judged(ANSWER, [(1, VAPOUR), (1, AIR), (1, LID)]))
    assert opening in wording.OUTLINE_OWN
    assert YOURS not in listed
    assert listed.splitlines()[0] == f"1. “{VAPOUR}”"


def test_no_more_is_added_than_one_takes_in() -> None:
    names = ("one", "two", "three", "four", "five")
    points = tuple(point(name, f"It says {name}.", f"I say {name}.") for name in names)
    many: Rubric = RUBRIC.model_copy(
        update={
            "key_points": points,
            "lead_with": "five",
            "misconceptions": (),
            "model_answer": " ".join(one.spoken for one in points),
        }
    )
    _, listed, last = outline(many, ANSWER, judged(ANSWER, [(0, "")] * 5, (), rubric=many))
    assert len(listed.splitlines()) == MOST_ADDED
    assert "I say five." in listed.splitlines()[0]
    assert last.startswith("The other two can wait.")
