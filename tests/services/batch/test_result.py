"""A result has one shape, on one line, and says nothing that differs from run to run."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from server.domain.grade import NotGraded, Provenance, Reason, Usage
from server.ports import Case
from server.services.batch.result import lasting, result_of, text_of
from tests.rubric_fixture import RUBRIC


@given(st.text())
def test_a_result_is_one_line_however_lines_are_told_apart(text: str) -> None:
    written = text_of({"id": text})
    assert json.loads(written) == {"id": text}
    assert len(written.decode().splitlines()) == 1


def test_one_grade_has_the_same_shape_without_a_file() -> None:
    case = Case(rubric=RUBRIC, answer="x")
    made = Provenance(grader="llm", grader_version="1", rubric_version="1")
    refused = result_of("q", case, NotGraded(reason=Reason.MODEL_BUSY, provenance=made))
    assert (refused["id"], refused["reason"]) == ("q", "model_busy")


def test_time_claim_and_cost_are_left_out() -> None:
    usage = Usage(tokens_in=1, tokens_out=1, estimated=False, calls=1)
    now = datetime(2026, 3, 4, tzinfo=UTC)
    made = Provenance(grader="llm", grader_version="1", rubric_version="2", usage=usage, claim=7, at=now)
    assert lasting(made) == {
        "grader": "llm",
        "grader_version": "1",
        "rubric_version": "2",
        "prompts": [],
        "settings": {},
    }
