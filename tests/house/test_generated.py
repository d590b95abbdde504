"""What is generated and kept is what would be generated now."""

import json

import pytest

from server.adapters.files import shipped, survey
from server.api import wire
from server.cli.bank_view import coverage_page, question_schema
from server.services.bankcheck import check
from tests.house.diagram import diagram
from tests.house.tree import ROOT


def test_the_schema_of_a_question_file_is_fresh() -> None:
    kept = (ROOT / "rubrics/question.schema.json").read_text(encoding="utf-8")
    assert kept == question_schema(), "run: ./dev viva bank schema > rubrics/question.schema.json"


def test_the_schema_of_the_wire_is_fresh() -> None:
    kept = json.loads((ROOT / "web/src/wire/schema.json").read_text(encoding="utf-8"))
    assert kept == wire.schema(), "run: ./dev web"


@pytest.mark.skipif(not (ROOT / "docs/protocol.md").exists(), reason="docs/protocol.md is not written yet")
def test_the_diagram_of_the_phases_is_fresh() -> None:
    kept = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
    assert diagram() in kept, "put the output of `python -m tests.house.diagram` into docs/protocol.md"


def test_the_page_on_what_the_bank_covers_is_fresh() -> None:
    kept = (ROOT / "docs/bank.md").read_text(encoding="utf-8")
    assert kept == coverage_page(check(survey(shipped("rubrics")))), "run: ./dev viva bank coverage > docs/bank.md"
