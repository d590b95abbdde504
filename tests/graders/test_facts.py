"""Where a short model answer is all that is known, a word may be the whole answer; denials and guesses earn less."""

import pytest

from bench.embedded import grade
from server.domain.grade import Graded
from server.graders.calibration import FITTED
from server.graders.draft import bared
from tests.rubric_fixture import RUBRIC

CODES = "200 204 301 302 400 401 403 404 409 418 422 500 502 503"


def graded(answer: str, model_answer: str, ask: str = "Which status says that something was made?") -> Graded:
    return grade(bared(RUBRIC.model_copy(update={"ask": ask, "model_answer": model_answer})), answer)


def test_one_word_is_graded_and_quoted() -> None:
    found = graded("Push", "push", "Which operation of a stack is like enqueue?")
    assert found.sheet.technical == 100
    assert found.sheet.points[0].evidence[0].quote == "Push"


def test_another_word_earns_nothing() -> None:
    assert graded("Pop", "push", "Which operation of a stack is like enqueue?").sheet.technical == 0


@pytest.mark.parametrize("answer", ["It is not 201.", f"201 {CODES}"])
def test_a_denial_and_a_list_of_guesses_earn_half_at_most(answer: str) -> None:
    assert graded("It is 201.", "201 Created.").sheet.technical == 100
    assert graded(answer, "201 Created.").sheet.technical <= 50


def test_its_band_is_what_drafted_rubrics_are_off_by() -> None:
    found = graded("It is not 201.", "201 Created.")
    assert found.band is not None
    assert found.band.high == pytest.approx(found.sheet.technical + FITTED.bare_error)
    assert "drafted" in found.band.basis
