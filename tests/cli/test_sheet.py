"""A grade printed outside any interview holds lines, totals and feedback."""

import pytest

from server.cli.sheet import print_grade
from server.domain.grade import NotGraded, Provenance, Reason
from server.graders.embedded import EmbeddedGrader
from server.graders.template import TemplateFeedbackWriter
from server.ports import Case
from server.services.batch import last_of
from tests.cli.rooms import GOOD
from tests.rubric_fixture import RUBRIC


async def test_lines_totals_and_feedback(capsys: pytest.CaptureFixture[str]) -> None:
    case = Case(rubric=RUBRIC, answer=GOOD)
    await print_grade(case, await last_of(EmbeddedGrader(), case), TemplateFeedbackWriter())
    said = capsys.readouterr().out
    assert "Grade: technical" in said
    assert "What to work on" in said


async def test_no_grade_is_told_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    case = Case(rubric=RUBRIC, answer=GOOD)
    made = Provenance(grader="llm", grader_version="1", rubric_version="1")
    await print_grade(case, NotGraded(reason=Reason.MODEL_REFUSED, provenance=made), TemplateFeedbackWriter())
    assert capsys.readouterr().out == "Not graded: The language model declined to grade this answer.\n"
