"""`viva export`: an interview as a file, from the database or from whoever has it open."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Refusal, Run, serving
from tests.cli.rooms import GOOD, sitting


@pytest.fixture
def interview_id(home: Path) -> str:
    async def held() -> str:
        async with sitting() as room:
            opened = await room.open(count=1)
            await room.play(opened, f"{GOOD}\n\n/end\n")
            return opened

    return asyncio.run(held())


def test_it_reads_the_database(viva: Run, interview_id: str) -> None:
    assert json.loads(viva("export", interview_id, "--format", "json").stdout)["id"] == interview_id
    assert viva("export", interview_id).stdout.startswith("# Mock interview, kitchen")


def test_it_writes_a_file(viva: Run, interview_id: str, home: Path) -> None:
    done = viva("export", interview_id, "--format", "html", "--out", "interview.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Wrote interview.html.\n")
    assert (home / "interview.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_it_asks_the_server_that_has_the_database_key_and_all(viva: Run, interview_id: str) -> None:
    alone = viva("export", interview_id).stdout
    with serving("--host", "0.0.0.0", "--port", "0") as served:
        assert viva("export", interview_id).stdout == alone
        assert viva("export", interview_id, "--server", served.link).stdout == alone


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nope"], "there is none with the id 'nope'"),
        (["-nope"], "there is none with the id '-nope'"),
        (["nope", "--server", "127.0.0.1:1"], "No Viva answers at http://127.0.0.1:1"),
    ],
)
def test_what_is_not_there_is_one_sentence(refusal: Refusal, arguments: list[str], complaint: str) -> None:
    assert complaint in refusal("export", *arguments)


def test_a_file_that_cannot_be_written_is_named(refusal: Refusal, interview_id: str) -> None:
    said = refusal("export", interview_id, "--out", "/dev/null/x")
    assert "--out: expected a file that can be written, got /dev/null/x (Not a directory). Name a file in" in said
