"""A text comes from a file or from standard input, and what is none is refused under the argument's name."""

import io
import sys
from pathlib import Path

import pytest

from server.cli.source import read_text
from server.errors import Invalid


def test_a_file_and_standard_input_give_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Grüße\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Grüße\n".encode())))
    assert read_text(str(tmp_path / "a.txt"), "FILE") == read_text("-", "FILE") == "Grüße\n"


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"\xff")
    with pytest.raises(Invalid, match=r"^--model-answer: expected a file of text, got .*none"):
        read_text(str(tmp_path / "none"), "--model-answer")
    with pytest.raises(Invalid, match=r"^FILE: expected text in UTF-8"):
        read_text(str(tmp_path / "b"), "FILE")
