"""Remarks on phrasing: one thing that worked, one thing to try, neither at odds with what was said of the content."""

import pytest

from server.domain.grade import Notice
from server.graders import wording
from server.graders.manner import BRIEF, LEAN, manner
from tests.rubric_fixture import RUBRIC, graded, scored

LONG_ENOUGH = "answer " * BRIEF


def said(
    levels: list[int],
    notices: tuple[Notice, ...] = (),
    answer: str = LONG_ENOUGH,
    credits: tuple[float, ...] = (1, 1, 1),
) -> list[str]:
    grade = graded(scored(RUBRIC, list(credits), [False, False], levels, answer or "x"), notices=notices)
    return list(manner(RUBRIC, answer, grade))


def begins(text: str, ways: tuple[str, ...]) -> bool:
    return text.startswith(tuple(ways))


def test_the_best_is_praised_and_the_weakest_gets_its_advice() -> None:
    praised, tried = said([4, 3, 3, 1, 3])
    assert begins(praised, tuple(wording.PRAISED["opening"]))
    assert begins(tried, tuple(wording.TRIED["vocabulary"]))
    assert tried.endswith("Mind the vocabulary.")


def test_nothing_is_praised_that_did_not_work() -> None:
    (only,) = said([1, 2, 0, 1, 2])
    assert begins(only, tuple(wording.TRIED["concision"]))


def test_a_good_answer_gets_only_polish_and_for_something_else_than_was_praised() -> None:
    praised, polish = said([4, 4, 3, 3, 3])
    assert any(word in polish for word in ("little I would change", "Nothing in how you put it"))
    assert not begins(praised, tuple(wording.PRAISED["concision"]))


def test_too_short_an_answer_is_told_to_come_back() -> None:
    (only,) = said([0] * 5, (Notice.TOO_SHORT,), answer="")
    assert "our or five sentences" in only
    assert only.endswith("Mind the opening.")


def test_a_line_or_two_is_asked_for_more_and_not_for_less() -> None:
    (only,) = said([4, 1, 0, 1, 1], answer="it just boils early")
    assert "4 words" in only
    assert "concision" not in only


def test_where_nothing_was_heard_no_beginning_is_praised_or_blamed() -> None:
    nothing = (0, 0, 0)
    praised, tried = said([4, 2, 3, 3, 3], credits=nothing)
    assert not begins(praised, tuple(wording.PRAISED["opening"]))
    assert begins(tried, tuple(wording.TRIED["structure"]))
    assert not [one for one in said([0, 2, 2, 2, 2], credits=nothing) if "opening" in one]


def test_no_beginning_is_praised_that_has_to_be_put_right() -> None:
    grade = graded(scored(RUBRIC, [1, 0, 0], [True, False], [4, 3, 1, 1, 1], LONG_ENOUGH))
    praised, _ = manner(RUBRIC, LONG_ENOUGH, grade)
    assert begins(praised, tuple(wording.PRAISED["structure"]))


def test_a_long_answer_without_much_in_it_is_praised_neither_for_brevity_nor_for_order() -> None:
    (only,) = said([1, 4, 4, 1, 1], answer="answer " * (LEAN + 1), credits=(0, 0, 1))
    assert not begins(only, (*wording.PRAISED["concision"], *wording.PRAISED["structure"]))


def test_a_short_follow_up_that_says_it_is_just_right() -> None:
    narrow = RUBRIC.narrowed_to("thin-air")
    for credit, expected in ((1.0, "right"), (0.0, "sentences")):
        grade = graded(scored(narrow, [credit], [False, False], [2] * 5, "less air up there"))
        (only,) = manner(narrow, "less air up there", grade)
        assert expected in only


@pytest.mark.parametrize("levels", [[4, 0, 2, 3, 1], [0] * 5, [3] * 5])
def test_every_paragraph_ends_as_a_sentence(levels: list[int]) -> None:
    assert all(one.endswith(".") for one in said(levels))
