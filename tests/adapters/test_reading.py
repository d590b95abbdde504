"""Reading: every reason why a file is not what it should be, each with its line and field."""

from pathlib import Path

import pytest

from server.adapters.reading import MAX_BYTES, fields_at, read_file, read_text
from server.domain.question import QuestionFile
from server.domain.survey import Finding
from tests.bank_fixture import QUESTION


def findings(text: str) -> list[str]:
    return [str(finding) for finding in read_text(text, QuestionFile, "why.yaml").findings]


def line_that_says(words: str, text: str = QUESTION) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_valid_file_is_read_without_findings() -> None:
    reading = read_text(QUESTION, QuestionFile, "why.yaml")
    assert reading.value is not None
    assert reading.findings == ()
    assert reading.lines["key_points.1.spoken"] == line_that_says("spoken: >-")


def test_a_misspelt_field_is_named_with_the_field_that_was_meant() -> None:
    mistyped = QUESTION.replace("    weight: 3", "    wieght: 3")
    assert findings(mistyped) == [
        f"why.yaml:{line_that_says('id: vapour-pressure')}: key_points.0.weight: expected a value, got none.",
        f"why.yaml:{line_that_says('wieght', mistyped)}: key_points.0.wieght: no such field. Did you mean 'weight'?",
    ]


def test_a_field_like_no_other_is_answered_with_those_that_exist() -> None:
    assert findings(QUESTION + "zzz: 1\n")[0].endswith("split, ask, clarify, model_answer, best_practice, lead_with, "
        "example, key_points, misconceptions, vocabulary, hints, item, drill, samples, sources.")  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "finding"),
    [
        ("level: junior", "level: medior", "level: expected 'junior', 'mid' or 'senior', got 'medior'."),
        ("level: junior", "level:", "level: expected 'junior', 'mid' or 'senior', got nothing."),
        ("cost: 2", "cost: 4", "misconceptions.0.cost: expected 1, 2 or 3, got 4."),
        ("ask: Why", "ask: [Why", "expected YAML"),
        ("hints: [Think of the air., ", "hints: [", "hints: expected at least 2 of them, got 1."),
        ("lead_with: vapour-pressure", "lead_with: steam", "lead_with: expected one of vapour-pressure, less-air"),
        ("held: [colder-air]", "held: [hotter-air]", "samples.2.held: expected one of colder-air"),
        (", right: true}", "}", "item.options: expected exactly one with right: true, got 0."),
        ("opening: 4", "opening: 5", "samples.0.phrasing.opening: expected less than or equal to 4, got 5."),
        ("id: less-air", "id: Less Air", "key_points.1.id: expected lower-case words joined by hyphens"),
        ("best_practice: Name", f"best_practice: {'x' * 600}", "best_practice: expected at most 600 characters, got 6"),
        (
            "vocabulary: [vapour pressure, altitude]",
            "vocabulary: {}",
            "vocabulary: expected a valid tuple, got a mapping",
        ),
    ],
)
def test_what_was_expected_and_what_came(was: str, becomes: str, finding: str) -> None:
    assert was in QUESTION
    assert any(finding in one for one in findings(QUESTION.replace(was, becomes))), findings(
        QUESTION.replace(was, becomes)
    )


def test_all_problems_of_a_file_are_found_at_once() -> None:
    broken = QUESTION.replace("level: junior", "level: medior").replace("cost: 2", "cost: 4") + "zzz: 1\n"
    assert len(findings(broken)) == 3


@pytest.mark.parametrize("text", ["", "just words", "- a list"])
def test_a_file_without_fields_is_refused(text: str) -> None:
    assert findings(text)[0].startswith("why.yaml:1: expected fields, got ")


def test_a_file_that_is_too_big_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("x" * (MAX_BYTES + 1))
    says = "expected at most 256,000 bytes, got 256,001."
    assert read_file(path, QuestionFile, "big.yaml").findings == (Finding("big.yaml", None, "", says),)


def test_a_file_that_is_not_text_or_not_there_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"ask: caf\xe9")
    assert "expected UTF-8" in read_file(tmp_path / "latin.yaml", QuestionFile, "latin.yaml").findings[0].says
    assert "No such file" in read_file(tmp_path / "none.yaml", QuestionFile, "none.yaml").findings[0].says


def test_the_fields_of_any_place_in_a_file_are_known() -> None:
    assert "weight" in fields_at(QuestionFile, ("key_points", 3))
    assert "critique" in fields_at(QuestionFile, ("drill", "answers", 2))
    assert "stem" in fields_at(QuestionFile, ("item",))
