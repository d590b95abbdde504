"""A file to write: where it cannot be, the command says what to name instead."""

from pathlib import Path

import pytest

from server.cli.target import unwritable


@pytest.mark.parametrize(("place", "why"), [("missing/out", "No such file or directory"), (".", "Is a directory")])
def test_what_cannot_be_written_is_named_with_why_and_what_to_do(tmp_path: Path, place: str, why: str) -> None:
    with pytest.raises(OSError, match=why) as caught:
        (tmp_path / place).write_bytes(b"")
    complaint = str(unwritable(tmp_path / place, caught.value))
    assert complaint.startswith(f"--out: expected a file that can be written, got {tmp_path / place} ({why}).")
    assert complaint.endswith("Name a file in a folder that is there and that you may write to.")
