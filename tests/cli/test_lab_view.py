"""How a run and a comparison look: figures with their intervals, what was not graded, words side by side."""

import json

import pytest

from server.cli.lab_view import comparison_json, print_comparison, print_run
from server.domain.grade import Reason
from server.services.lab.comparison import compare
from server.services.lab.run import Run
from tests.lab_fixture import WHY, a_run

RIGHT, WRONG = a_run(), a_run(right=False)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def with_answer(run: Run, answer: str) -> Run:
    """The same run, its first quotes replaced by this text."""
    return Run.model_validate_json(run.model_dump_json().replace("what was said", answer))


def test_a_run_shows_every_figure_with_its_interval(capsys: pytest.CaptureFixture[str]) -> None:
    print_run(WRONG, top=1)
    said = capsys.readouterr().out
    assert "told 1: 6 answers to 2 questions (samples, all), 2026-01-01 12:00 UTC, 0 tokens in its grades" in said
    mae = next(line for line in said.splitlines() if "│ mae " in line)
    assert mae.count(" to ") == 1
    assert "less-air: covered > missed" in said
    assert f"{WHY}#1" in said
    assert f"{WHY}#2" not in said


def test_what_was_not_graded_is_counted_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    first, *rest = RIGHT.results
    lost = first.model_copy(update={"judged": None, "reason": Reason.MODEL_BUSY})
    print_run(RIGHT.model_copy(update={"results": (lost, *rest)}), top=0)
    said = capsys.readouterr().out
    assert f"Not graded, and in no figure: 1: {WHY}#1 (model_busy)." in said
    assert "Furthest from the marks" not in said


def test_a_figure_without_a_value_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    print_run(WRONG, top=0)
    precision = next(line for line in capsys.readouterr().out.splitlines() if "held_precision" in line)
    assert [cell.strip() for cell in precision.split("│")[3:5]] == ["-", "-"]


def test_regressions_stand_side_by_side_with_their_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison(with_answer(RIGHT, "[/INST] [bold]said[/bold]"), WRONG, compare(RIGHT, WRONG), top=1)
    said = capsys.readouterr().out
    assert "4 answers are further from their marks than before." in said
    assert f"{WHY}#1: +" in said
    assert "“what was said”" in said
    assert "WORSE" in said
    assert f"{WHY}#2: +" not in said


def test_brackets_in_an_answer_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    before = with_answer(RIGHT, "[/INST] [bold]said[/bold]")
    print_comparison(before, WRONG, compare(before, WRONG), top=1)
    assert "“[/INST] [bold]said[/bold]”" in capsys.readouterr().out


def test_better_and_worse_are_said_only_where_the_interval_leaves_zero_out(capsys: pytest.CaptureFixture[str]) -> None:
    print_comparison(RIGHT, RIGHT, compare(RIGHT, RIGHT), top=3)
    said = capsys.readouterr().out
    assert "WORSE" not in said
    assert "0 answers are further" in said
    print_comparison(WRONG, RIGHT, compare(WRONG, RIGHT), top=0)
    assert "better" in capsys.readouterr().out


def test_json_holds_every_answer_with_both_judgements() -> None:
    body = json.loads(comparison_json(compare(RIGHT, WRONG)))
    first = body["answers"][0]
    assert (first["id"], len(body["answers"])) == (f"{WHY}#1", 6)
    assert first["before"]["points"]["less-air"]["verdict"] == "covered"
    assert first["after"]["points"]["less-air"]["verdict"] == "missed"
    assert body["figures"]["mae"]["before"] == 0
