"""Cards: one for each point that was not fully said, and each belief that was held."""

import pytest

from server.domain.card import missed_cards
from server.domain.report import QuestionReport, State
from tests.rubric_fixture import RUBRIC
from tests.services.report_fixture import ANSWER, answered, graded, report, turn

GRADE = graded(ANSWER, "FastAPI calls for me", "caches the result within one request", "one instance for the whole")


def asked(*grades: object) -> QuestionReport:
    return QuestionReport(state=State.GRADED, turn=turn("Why?", answered(ANSWER, *grades)), follow_ups=())


@pytest.fixture
def ids_of_the_rubric() -> object:
    """The grade's lines under the ids of the kettle rubric."""
    pairs = zip(GRADE.lines.points, RUBRIC.key_points, strict=True)
    points = tuple(line.model_copy(update={"id": point.id}) for line, point in pairs)
    held = tuple(line.model_copy(update={"id": RUBRIC.misconceptions[0].id}) for line in GRADE.lines.misconceptions)
    lines = GRADE.lines.model_copy(update={"points": points, "misconceptions": held})
    return GRADE.model_copy(update={"lines": lines})


def test_what_was_covered_has_no_card_and_what_was_not_is_asked_by_its_probe(ids_of_the_rubric: object) -> None:
    question = asked(ids_of_the_rubric)
    cards = missed_cards(report(question), {question.turn.question.question_id: RUBRIC})
    partial, missed = RUBRIC.key_points[1:]
    assert [(card.prompt, card.answer) for card in cards] == [
        (partial.probe, partial.spoken),
        (missed.probe, missed.spoken),
        (f"True or not: {RUBRIC.misconceptions[0].claims}", "Not true."),
    ]
    assert len({card.key for card in cards}) == 3


def test_what_has_no_grade_or_no_rubric_has_no_cards(ids_of_the_rubric: object) -> None:
    assert missed_cards(report(asked()), {}) == missed_cards(report(asked(ids_of_the_rubric)), {}) == ()
