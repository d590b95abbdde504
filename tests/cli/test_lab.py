"""`viva lab` as an author runs it: a run, a comparison and the gate, and what it says to a wrong option."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from server.adapters.files import shipped
from tests.bank_fixture import QUESTION, write_bank
from tests.cli.conftest import VIVA, Refusal, Run

LINE = {"id": "one", "question_id": "kettles/boiling/why", "answer": "Up there is less air.", "points": {}}


def test_a_run_prints_figures_and_is_kept_and_the_second_costs_nothing(viva: Run, home: Path) -> None:
    first = viva("lab", "run", "--split", "all", "--out", "a.json")
    assert (first.returncode, "6 of 6 done, 0 of them known before" in first.stderr) == (0, True)
    assert f"Cache: {home}/data/cache/lab" in first.stderr
    for part in ("embedded", "Pearson's r", "By kind of sample", "By topic", "kettles/boiling/why#1"):
        assert part in first.stdout
    second = viva("lab", "run", "--split", "all", "--out", "b.json")
    assert "6 of 6 done, 6 of them known before" in second.stderr
    one, other = (json.loads((home / name).read_bytes()) for name in ("a.json", "b.json"))
    assert one["results"] == other["results"]
    assert one["header"]["split"] == "all"


def test_without_an_option_the_questions_kept_for_testing_are_left_alone(viva: Run, home: Path) -> None:
    write_bank(home / "other", why=QUESTION.replace("split: train", "split: test"), again=QUESTION)
    done = viva("lab", "run", "--rubrics", "other", "--cache", "kept")
    assert "3 answers to 1 questions (samples, train)" in done.stdout
    assert len(list((home / "kept").rglob("*.json"))) == 3


def test_a_file_of_marked_answers_is_a_set(viva: Run, home: Path) -> None:
    (home / "marked.jsonl").write_text(json.dumps(LINE), encoding="utf-8")
    done = viva("lab", "run", "--set", "marked.jsonl")
    assert "1 answers to 1 questions (marked.jsonl, all)" in " ".join(done.stdout.split())


def test_a_run_of_which_nothing_was_graded_says_so_and_shows_no_figures(viva: Run, home: Path) -> None:
    (home / "marked.jsonl").write_text(json.dumps(LINE), encoding="utf-8")
    model = {"VIVA_LLM_MODEL": "some-model", "VIVA_LLM_BASE_URL": "http://127.0.0.1:9/v1"}
    done = viva("lab", "run", "--set", "marked.jsonl", **model)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing was graded (model_unreachable)." in done.stderr


def test_two_runs_are_compared(viva: Run, home: Path) -> None:
    viva("lab", "run", "--out", "a.json")
    text = viva("lab", "compare", "a.json", "a.json")
    assert "6 answers were graded in both runs." in text.stdout
    body = json.loads(viva("lab", "compare", "a.json", "a.json", "--json").stdout)
    assert body["figures"]["mae"]["difference"]["value"] == 0
    assert len(body["answers"]) == 6


def test_a_missed_gate_is_exit_code_1_and_writes_what_ci_reads(viva: Run, home: Path) -> None:
    write_bank(home / "other", why=QUESTION.replace("split: train", "split: test"), again=QUESTION)
    done = viva("lab", "gate", "--rubrics", "other", "--junit", "gate.xml", "--markdown", "gate.md")
    assert (done.returncode, done.stdout.endswith("The gate is MISSED.\n")) == (1, True)
    assert "<testsuite" in (home / "gate.xml").read_text(encoding="utf-8")
    assert (home / "gate.md").read_text(encoding="utf-8").startswith("## Gate missed: embedded")


def test_the_grader_that_ships_passes_the_gate_on_the_bank_that_ships(viva: Run, home: Path) -> None:
    done = viva("lab", "gate", "--rubrics", str(shipped("rubrics")), "--markdown", "gate.md")
    assert (done.returncode, done.stdout.endswith("The gate is passed.\n")) == (0, True)
    table = (home / "gate.md").read_text(encoding="utf-8")
    assert "MISSED" not in table
    assert "injection alone" in table


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "--set", "none.jsonl"], "--set: expected a file that can be read, got none.jsonl"),
        (["run", "--topic", "coffee"], "--topic: expected one of kettles, got 'coffee'."),
        (["run", "--split", "test"], "--set: expected marked answers of this split"),
        (["run", "--out", "no/folder.json"], "--out: expected a file that can be written"),
        (["run", "--rubrics", "nowhere"], "expected a folder of tracks, got nowhere"),
        (["run", "--grader", "llm"], "VIVA_LLM_MODEL: expected the name of a model"),
        (["compare", "none.json", "none.json"], "A.json: expected a file that can be read"),
        (["gate", "--baseline", "none.json"], "--baseline: expected a file that can be read"),
    ],
)
def test_what_is_wrong_is_exit_code_2_and_a_sentence(viva: Run, arguments: list[str], complaint: str) -> None:
    done = viva("lab", *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr.splitlines()[-1]


def test_a_file_that_is_no_run_is_refused(refusal: Refusal, home: Path) -> None:
    (home / "notes.json").write_text("{}", encoding="utf-8")
    assert "expected a run that `viva lab run --out` wrote" in refusal("lab", "compare", "notes.json", "notes.json")


def test_ctrl_c_keeps_what_is_done_and_says_where(home: Path) -> None:
    lines = [LINE | {"id": str(n), "answer": f"There is less air up there, {n} times less of it."} for n in range(3000)]
    (home / "many.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    command = [*VIVA, "lab", "run", "--set", "many.jsonl", "--cache", "kept"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stderr is not None
        while b" done, " not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(timeout=30) == 130
    assert "Stopped. What is done is kept in kept" in said
    assert "Traceback" not in said
    assert any((home / "kept").rglob("*.json"))
