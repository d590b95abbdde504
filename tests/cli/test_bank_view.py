"""How the bank looks in a terminal: the file's schema is kept fresh, and a report says what gates."""

from pathlib import Path

import pytest

from server.cli.bank_view import print_report, question_schema
from server.domain.survey import Finding
from server.services.bankcheck import Report, Row

KEPT = Path(__file__).parents[2] / "rubrics" / "question.schema.json"


def test_the_kept_schema_is_what_the_code_says() -> None:
    fresh = question_schema()
    assert KEPT.read_text(encoding="utf-8") == fresh, "run `viva bank schema > rubrics/question.schema.json`"


def test_what_is_only_reported_is_marked_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    noted = Finding("why.yaml", 3, "item", "too telling.", gates=False)
    report = Report((noted,), (Row("kitchen", "kettles/boiling", "Kettles: Boiling", 1, 2, 1, 3, 0),))
    print_report(report, [noted], files=1, examples=0)
    output = capsys.readouterr().out
    assert output.startswith("why.yaml:3: item: too telling. (reported only)\n")
    assert output.endswith("1 question file, 0 examples run, 1 of 2 covered: nothing to mend, 1 reported only.\n")
