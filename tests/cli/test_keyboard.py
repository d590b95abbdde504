"""Lines are read from a pipe as they come, and the end of input is told."""

import asyncio
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from server.cli.keyboard import Keyboard, kept_terminal


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    read, write = os.pipe()
    with os.fdopen(read) as stdin, os.fdopen(write, "w", encoding="utf-8") as other:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield other


async def test_lines_come_one_at_a_time_and_then_the_end(pipe: TextIO) -> None:
    keyboard = Keyboard()
    assert not keyboard.interactive
    pipe.write("Äpfel\r\n\nno end")
    pipe.flush()
    assert [await keyboard.line(), await keyboard.line()] == ["Äpfel", ""]
    last = asyncio.create_task(keyboard.line())
    await asyncio.sleep(0)
    assert not last.done()
    pipe.close()
    assert [await last, await keyboard.line(), await keyboard.line()] == ["no end", None, None]


async def test_bytes_that_are_no_text_are_replaced(pipe: TextIO) -> None:
    os.write(pipe.fileno(), b"\xff\xfe ok\n")
    assert (await Keyboard().line() or "").endswith(" ok")


def test_where_there_is_no_terminal_nothing_is_kept(pipe: TextIO) -> None:
    with kept_terminal():
        pass
