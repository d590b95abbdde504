"""`viva bank`: what the commands print, and the exit codes that a script can rely on."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import app
from server.errors import VivaError
from tests.bank_fixture import QUESTION, write_bank


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_bank(tmp_path / "rubrics", why=QUESTION)


def viva(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bank", *map(str, arguments), "--rubrics", "rubrics"])
    if isinstance(result.exception, VivaError):
        raise result.exception
    return result.exit_code, result.output


def test_a_good_bank_passes_its_check_with_the_table_by_subtopic(folder: Path) -> None:
    code, output = viva("check")
    assert code == 0
    assert "Kettles: Boiling" in output
    assert "1 of 2" in output
    assert output.endswith("1 question file, 1 example run, 1 of 5 covered: nothing to mend.\n")


def test_findings_are_printed_by_file_line_and_field_and_fail_the_check(folder: Path) -> None:
    (folder / "kitchen/kettles/boiling/why.yaml").write_text(QUESTION.replace("weight: 3", "weight: 2.5"))
    code, output = viva("check", "--no-examples")
    assert code == 1
    line = QUESTION.splitlines().index("    weight: 3") + 1
    where = f"rubrics/kitchen/kettles/boiling/why.yaml:{line}: key_points.0.weight: "
    assert output.startswith(f"{where}expected 1, 2 or 3, got 2.5.\n")
    assert output.endswith("0 examples run, 1 of 5 covered: 1 finding to mend.\n")


def test_an_example_that_fails_fails_the_check(folder: Path) -> None:
    (folder / "kitchen/kettles/boiling/why.yaml").write_text(QUESTION.replace("boiling == 90", "boiling == 91"))
    line = QUESTION.splitlines().index("  assert boiling == 90") + 1
    code, output = viva("check")
    assert code == 1
    assert f"why.yaml:{line}: example: expected to run to its end, got exit code 1: AssertionError\n" in output
    assert viva("check", "--no-examples")[0] == 0


def test_only_what_concerns_the_named_paths_is_shown_and_counted(folder: Path) -> None:
    boiling = folder / "kitchen/kettles/boiling"
    (boiling / "broken.yaml").write_text("ask: Why?\n")
    assert viva("check", boiling / "why.yaml")[0] == 0
    code, output = viva("check", boiling / "broken.yaml")
    assert code == 1
    assert "0 question files, 0 examples run" in output


def test_an_incomplete_bank_fails_where_completeness_is_asked_for(folder: Path) -> None:
    code, output = viva("check", "--complete")
    assert code == 1
    assert "rubrics/kitchen/coverage.csv: topics: expected all 3 covered, got 1." in output


def test_questions_are_listed_to_read_and_as_json(folder: Path) -> None:
    assert "kettles/boiling/why  junior\n" in viva("list")[1]
    rows = json.loads(viva("list", "--topic", "kettles", "--level", "junior", "--json")[1])
    assert [(row["id"], row["track"], row["level"]) for row in rows] == [("kettles/boiling/why", "kitchen", "junior")]
    with pytest.raises(VivaError, match="no question matches level senior"):
        viva("list", "--level", "senior")


def test_a_question_is_shown_to_read_and_as_json(folder: Path) -> None:
    page = viva("show", "kettles/boiling/why")[1]
    for part in (
        "A strong answer",
        "weight 3, core (open with this)",
        "assert boiling == 90",
        "https://example.org/boiling",
    ):
        assert part in page
    assert json.loads(viva("show", "kettles/boiling/why", "--json")[1])["best_practice"].startswith("Name the pressure")


def test_an_unknown_id_shows_the_nearest(folder: Path) -> None:
    with pytest.raises(VivaError, match=r"Did you mean 'kettles/boiling/why'\?"):
        viva("show", "kettles/boiling/wy")


def test_a_new_question_is_begun_and_its_check_fails_until_it_is_written(folder: Path) -> None:
    code, output = viva("new", "tea/leaves/black-tea", "--ask", "How long does black tea draw?")
    assert code == 0
    assert output.startswith("Began rubrics/kitchen/tea/leaves/black-tea.yaml. Fill it in from the top;")
    assert viva("check", folder / "kitchen/tea", "--no-examples")[0] == 1
    with pytest.raises(VivaError, match="expected one of kitchen, got 'garden'"):
        viva("new", "tea/leaves/green-tea", "--track", "garden")


def test_the_coverage_is_a_page_with_a_row_for_each_subtopic(folder: Path) -> None:
    code, page = viva("coverage")
    assert code == 0
    assert "| Kettles: Boiling | 1 of 2 | 1 | 3 | 0 |" in page
    assert page.rstrip().endswith("| **All** | 1 of 5 | 1 | 3 | 0 |")
