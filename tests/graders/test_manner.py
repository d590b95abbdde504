"""Remarks on phrasing: one thing that worked, one thing to try."""

import pytest

from server.domain.grade import Notice
from server.graders.manner import manner
from tests.rubric_fixture import RUBRIC, graded, scored


def said(levels: list[int], notices: tuple[Notice, ...] = ()) -> list[str]:
    grade = graded(scored(RUBRIC, [0, 0, 0], [False, False], levels), notices=notices)
    return list(manner(RUBRIC, "answer", grade))


def test_the_best_is_praised_and_the_weakest_gets_its_advice() -> None:
    praised, tried = said([4, 3, 3, 1, 3])
    assert "the way you begin" in praised
    assert "your choice of words" in tried
    assert tried.endswith("Mind the vocabulary.")


def test_nothing_is_praised_that_did_not_work() -> None:
    (only,) = said([1, 2, 0, 1, 2])
    assert "how briefly you say it" in only


def test_a_good_answer_gets_only_polish() -> None:
    assert any(word in said([4, 4, 4, 4, 4])[1] for word in ("little I would change", "Nothing here stands"))


def test_too_short_an_answer_is_told_to_come_back() -> None:
    (only,) = said([0] * 5, (Notice.TOO_SHORT,))
    assert only.endswith("mind the opening.")


@pytest.mark.parametrize("levels", [[4, 0, 2, 3, 1], [0] * 5, [3] * 5])
def test_every_paragraph_ends_as_a_sentence(levels: list[int]) -> None:
    assert all(one.endswith(".") for one in said(levels))
