"""`viva grade`: one answer, or a file of them, without a database."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import VIVA, Refusal, Run
from tests.cli.rooms import GOOD

QUESTION = "kettles/boiling/why"


def lines(*bodies: object) -> str:
    return "".join(json.dumps(body) + "\n" for body in bodies)


def test_an_answer_from_standard_input_is_graded_for_a_person(viva: Run, home: Path) -> None:
    done = viva("grade", "--question", QUESTION, said=GOOD)
    assert done.returncode == 0
    assert "Grade: technical" in done.stdout
    assert "What to work on" in done.stdout
    assert not (home / "data").exists()


def test_an_answer_from_a_file_is_graded_for_a_program(viva: Run, home: Path) -> None:
    (home / "answer.txt").write_text(GOOD)
    done = viva("grade", "--question", QUESTION, "answer.txt", "--json")
    graded = json.loads(done.stdout)
    assert (graded["id"], graded["result"]) == (QUESTION, "graded")
    assert graded["verdicts"][0]["evidence"][0]["quote"] in GOOD


def test_a_batch_gives_a_line_for_every_line_and_the_same_bytes_again(viva: Run, home: Path) -> None:
    (home / "in.jsonl").write_text(lines(*({"id": n, "answer": GOOD, "question_id": QUESTION} for n in range(3))))
    first = viva("grade", "--batch", "in.jsonl", "--out", "one.jsonl")
    viva("grade", "--batch", "in.jsonl", "--out", "two.jsonl")
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == "3 lines: 3 graded, 0 not graded.\n"
    written = (home / "one.jsonl").read_bytes()
    assert [json.loads(line)["id"] for line in written.splitlines()] == [0, 1, 2]
    assert written == (home / "two.jsonl").read_bytes()


def test_a_core_for_each_process_gives_the_same_bytes(viva: Run, home: Path) -> None:
    (home / "in.jsonl").write_text(lines(*({"id": n, "answer": GOOD, "question_id": QUESTION} for n in range(40))))
    for workers in ("0", "1"):
        assert viva("grade", "--batch", "in.jsonl", "--out", workers, "--workers", workers).returncode == 0
    assert (home / "0").read_bytes() == (home / "1").read_bytes()


def test_a_bad_line_is_named_and_the_rest_is_graded(viva: Run, home: Path) -> None:
    (home / "in.jsonl").write_text(
        lines({"id": 1, "answer": 5, "question_id": QUESTION}, {"id": 2, "answer": GOOD, "question_id": QUESTION})
    )
    done = viva("grade", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert done.returncode == 1
    assert "line 1: answer: " in done.stderr
    results = [json.loads(line)["result"] for line in (home / "out.jsonl").read_text().splitlines()]
    assert results == ["not_graded", "graded"]


def test_a_question_and_a_model_answer_are_enough_to_grade_by(viva: Run, home: Path) -> None:
    body = {
        "id": 1,
        "question": "How do lists and tuples differ?",
        "model_answer": "Lists can change and tuples cannot.",
    }
    (home / "in.jsonl").write_text(lines({**body, "answer": "You can change lists, and tuples can't be changed."}))
    assert viva("grade", "--batch", "in.jsonl", "--out", "out.jsonl").returncode == 0
    graded = json.loads((home / "out.jsonl").read_text())
    assert (graded["result"], graded["verdicts"][0]["point"]) == ("graded", "change-cannot")


def test_a_model_that_cannot_be_reached_gives_no_number(viva: Run, home: Path) -> None:
    (home / "in.jsonl").write_text(lines({"id": 1, "answer": GOOD, "question_id": QUESTION}))
    model = {"VIVA_LLM_MODEL": "m", "VIVA_LLM_BASE_URL": "http://127.0.0.1:9/v1"}
    done = viva("grade", "--batch", "in.jsonl", "--out", "out.jsonl", **model)
    body = json.loads((home / "out.jsonl").read_text())
    assert (done.returncode, body["result"], body["reason"], body["technical"]) == (
        0,
        "not_graded",
        "model_unreachable",
        None,
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_whole_lines_to_go_on_after(viva: Run, home: Path, workers: str) -> None:
    bodies = [{"id": n, "answer": f"{GOOD} {n}", "question_id": QUESTION} for n in range(3000)]
    (home / "in.jsonl").write_text(lines(*bodies))
    command = [*VIVA, "grade", "--batch", "in.jsonl", "--out", "out.jsonl", "--workers", workers]
    out = home / "out.jsonl"
    # A terminal tells every process of the group.
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ, start_new_session=True) as process:
        while process.poll() is None and (not out.exists() or out.stat().st_size < 1000):
            pass
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"Stopped. Run the same command again to go on.\n")
    done = len(out.read_bytes().splitlines())
    (home / "in.jsonl").write_text(lines(*bodies[: done + 2]))
    assert f"The first {done} of {done + 2} lines were done before." in viva(*command[len(VIVA) :]).stderr
    assert [json.loads(line)["id"] for line in out.read_bytes().splitlines()] == list(range(done + 2))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "--question: expected the id of a question, or --batch"),
        (["--question", "kettles/boiling/wy"], "Did you mean 'kettles/boiling/why'"),
        (["--question", QUESTION, "missing.txt"], "FILE: expected a file of text, got missing.txt"),
        (["--batch", "in.jsonl"], "--out: expected the file for the grades"),
        (["--batch", "in.jsonl", "--out", "in.jsonl"], "another one than --batch"),
        (["--batch", "in.jsonl", "--out", "out.jsonl"], "--batch: expected a file of JSON lines, got in.jsonl"),
        (["--batch", "in.jsonl", "--out", "out.jsonl", "--question", QUESTION], "--batch: expected it with --out"),
        (["--question", QUESTION, "--workers", "2"], "--workers: expected it with --batch"),
        (["--question", QUESTION, "--grader", "llm"], "VIVA_LLM_MODEL: expected the name of a model"),
    ],
)
def test_wrong_input_is_one_sentence(refusal: Refusal, arguments: list[str], complaint: str) -> None:
    assert complaint in refusal("grade", *arguments)


def test_grades_that_cannot_be_written_are_told_before_any_is_made(refusal: Refusal, home: Path) -> None:
    (home / "in.jsonl").write_text(lines({"id": 1, "answer": GOOD, "question_id": QUESTION}))
    said = refusal("grade", "--batch", "in.jsonl", "--out", "missing/out.jsonl")
    assert "got missing/out.jsonl (No such file or directory). Name a file in a folder that is there" in said


def test_bytes_that_are_no_text_are_refused(refusal: Refusal) -> None:
    assert "FILE: expected text in UTF-8" in refusal("grade", "--question", QUESTION, said=b"\xff\xfe")
