"""`viva interview`: a whole interview through a pipe, and what goes wrong in one sentence."""

import os
import re
import signal
import subprocess

import pytest

from tests.cli.conftest import VIVA, Refusal, Run, serving
from tests.cli.rooms import GOOD

WHY = "kettles/boiling/why"
KITCHEN = ("interview", "--track", "kitchen", "--count", "1")


def test_an_interview_through_a_pipe_ends_with_its_id_and_how_to_export_it(viva: Run) -> None:
    done = viva(*KITCHEN, said=f"{GOOD}\n\n\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Grade: technical" in done.stdout
    found = re.search(r"viva export (\S+) --format html", done.stdout)
    assert found is not None
    assert found[1] in viva("export", found[1]).stdout


def test_an_interview_that_was_left_can_be_taken_up(viva: Run) -> None:
    left = viva(*KITCHEN, said=f"{GOOD}\n\n")
    found = re.search(r"viva interview --resume (\S+)", left.stdout)
    assert found is not None
    assert "1 question: 1 graded." in viva("interview", "--resume", found[1], said="/next\n").stdout


def test_it_talks_to_the_server_that_has_the_database(viva: Run) -> None:
    with serving() as served:
        assert "The interview has ended" in viva(*KITCHEN, said="/end\n").stdout
        named = viva(*KITCHEN, "--server", served.link, said="/end\n").stdout
        assert "The interview has ended" in named
        assert f"--server {served.url}" in " ".join(named.split())


def test_ctrl_c_says_how_to_come_back(home: object) -> None:
    process = subprocess.Popen(
        [*VIVA, *KITCHEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    assert process.stdout is not None
    said = b""
    while b"/help" not in said:
        said += os.read(process.stdout.fileno(), 65536)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"viva interview --resume " in out
    assert err == b""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--server", "127.0.0.1:1"], "No Viva answers at http://127.0.0.1:1"),
        (["--server", "ftp://x"], "--server: expected an address such as http://127.0.0.1:8000"),
        (["--topic", "tee"], "topics: expected a topic of the track 'kitchen', got 'tee'. Did you mean 'tea'"),
        (
            ["--question", WHY, "--question", WHY],
            f"--question: expected each question once, got '{WHY}' more than",
        ),
        (["--resume", "nope"], "there is none with the id 'nope'"),
        (["--resume", "nope", "--level", "mid"], "--resume: expected it alone"),
        (["--server", "127.0.0.1:1", "--grader", "llm"], "--grader: expected it without --server"),
    ],
)
def test_what_cannot_be_is_one_sentence(refusal: Refusal, arguments: list[str], complaint: str) -> None:
    assert complaint in refusal("interview", "--track", "kitchen", *arguments)


def test_a_missing_and_a_wrong_key_are_told_with_what_to_do(viva: Run) -> None:
    with serving("--host", "0.0.0.0", "--port", "0") as served:
        missing = viva(*KITCHEN, "--server", served.url)
        wrong = viva(*KITCHEN, "--server", served.url, "--key", "wrong")
        pasted = viva(*KITCHEN, "--server", served.link, said="/end\n")
    assert (missing.returncode, wrong.returncode, pasted.returncode) == (2, 2, 0)
    assert "it wants its access key. Pass the one that it printed at start" in missing.stderr
    assert "the key given is not its access key" in wrong.stderr
