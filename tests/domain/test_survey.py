"""Survey: a finding reads as file, line, field and sentence, and stands at the nearest line that is known."""

import pytest

from server.domain.survey import FiledQuestion, Finding, line_of
from tests.bank_fixture import a_question


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("a.yaml", 3, "ask", "too short."), "a.yaml:3: ask: too short."),
        (Finding("a.yaml", None, "ask", "too short."), "a.yaml: ask: too short."),
        (Finding("a.yaml", 3, "", "empty."), "a.yaml:3: empty."),
    ],
)
def test_a_finding_reads_as_a_compiler_would_say_it(finding: Finding, text: str) -> None:
    assert str(finding) == text


def test_a_field_without_a_line_is_placed_at_what_surrounds_it() -> None:
    lines = {"": 1, "item": 5, "item.options.1": 8}
    assert line_of(lines, "item.options.1.why") == 8
    assert line_of(lines, "item.stem") == 5
    assert line_of(lines, "hints") == 1
    assert line_of({}, "hints") is None


def test_a_filed_question_places_its_own_findings() -> None:
    filed = FiledQuestion("why.yaml", a_question(), {"ask": 4})
    assert filed.finding("ask", "too vague.", gates=False) == Finding("why.yaml", 4, "ask", "too vague.", gates=False)
