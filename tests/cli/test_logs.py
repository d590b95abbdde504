"""Logs are lines for people, or one JSON object a line for programs."""

import json
import logging
from collections.abc import Iterator

import pytest

from server.cli.logs import start_logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("viva", "server"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_record_is_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    start_logs("info", plain=False)
    try:
        int("no\nluck")
    except ValueError:
        logging.getLogger("viva.chat").exception("a move of %s failed", "abc")
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("error", "viva.chat", "a move of abc failed")
    assert "ValueError: invalid literal" in said["traceback"]


def test_plain_lines_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    start_logs("info", plain=True)
    logging.getLogger("server.graders.llm").info("hello")
    assert capsys.readouterr().err.endswith("INFO server.graders.llm: hello\n")


def test_of_other_libraries_only_what_is_wrong_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    start_logs("debug", plain=True)
    logging.getLogger("uvicorn.error").info('"WebSocket /chat?key=secret" [accepted]')
    assert capsys.readouterr().err == ""


def test_the_level_holds(capsys: pytest.CaptureFixture[str]) -> None:
    start_logs("error", plain=True)
    logging.getLogger("server.graders.llm").warning("hello")
    logging.getLogger("uvicorn.error").warning("hello")
    assert capsys.readouterr().err == ""
