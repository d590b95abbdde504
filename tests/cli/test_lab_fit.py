"""`viva lab fit`: coefficients and honest figures, and nothing is written unless asked."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import app
from server.graders import calibration
from tests.bank_fixture import QUESTION, write_bank


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two questions that differ in nothing but their names, so that one can be graded by a fit on the other."""
    heard = QUESTION.replace("Because it's freezing up there, obviously.", "It boils early as mountain air is so cold.")
    return write_bank(tmp_path / "rubrics", why=heard, again=heard.replace("boiling/01", "boiling/02"))


def fitted(folder: Path, *options: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["lab", "fit", "--rubrics", str(folder), "--folds", "2", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout[: result.stdout.rindex("}") + 1])


def test_it_prints_coefficients_and_what_they_reach_on_questions_left_out(folder: Path) -> None:
    body = fitted(folder)
    assert body["coefficients"].keys() == {"among_others", "alone", "bare", "belief"}
    assert body["fitted_on"] == {"split": "train", "answers": 6, "questions": 2}
    assert body["reached"]["how"] == "whole questions left out, in 2 parts"
    assert 0 <= body["reached"]["mean_absolute_error"] <= 100
    assert 0 <= body["reached_with_drafted_rubrics"]["mean_absolute_error"] <= 100


def test_the_graders_own_file_is_written_only_when_asked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "fit.json"
    monkeypatch.setattr(calibration, "FIT_FILE", kept)
    fitted(folder)
    assert not kept.exists()
    body = fitted(folder, "--write")
    assert json.loads(kept.read_text()) == body
    assert calibration.read_fit(kept.read_text()).answers == 6


def test_the_figures_on_disk_are_what_a_fit_prints() -> None:
    body = json.loads(calibration.FIT_FILE.read_text(encoding="utf-8"))
    assert body.keys() == {"coefficients", "fitted_on", "reached", "reached_with_drafted_rubrics"}
