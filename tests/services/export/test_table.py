"""The CSV: a row for each line, and no cell that a spreadsheet would run."""

import csv
import io

import pytest

from server.domain.report import QuestionReport, State
from server.services.export.table import COLUMNS, table
from tests.services.report_fixture import ANSWER, answered, graded, refused, report, turn, whole_report


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_line_is_a_row_with_all_columns() -> None:
    found = rows(table(whole_report()))
    assert set(found[0]) == set(COLUMNS)
    first = [row for row in found if row["question"] == "1" and row["part"] == "main"]
    assert [row["line"] for row in first] == ["point"] * 3 + ["misconception", "limit", "criterion"]
    assert first[1]["quotes"] == "caches the result within one request"
    assert round(sum(float(row["earned"]) for row in first if row["line"] != "criterion"), 1) == 34.2


def test_an_answer_without_a_grade_says_why_in_one_row() -> None:
    waiting = turn("Why?", answered("Because."))
    given_up = turn("How?", answered("So.", refused(final=True)), number=2)
    found = rows(
        table(
            report(
                QuestionReport(state=State.WAITING, turn=waiting, follow_ups=()),
                QuestionReport(state=State.NOT_GRADED, turn=given_up, follow_ups=()),
            )
        )
    )
    assert [(row["standing"], row["technical"]) for row in found] == [
        ("waiting", ""),
        ("not graded: model_too_slow", ""),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    answer = f"{text} {ANSWER}"
    grade = graded(answer, "FastAPI calls for me", "caches the result within one request", "one instance", says=text)
    asked = turn(text, answered(answer, grade))
    found = rows(table(report(QuestionReport(state=State.GRADED, turn=asked, follow_ups=()))))
    assert all(row["answer"].startswith("'") and row["ask"].startswith("'") for row in found)
    assert float(found[3]["earned"]) < 0
