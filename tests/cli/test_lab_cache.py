"""The cache of judgements: whole or absent, private, and plain about a folder that cannot be written."""

from pathlib import Path

import pytest

from server.cli.lab_cache import FolderShelf
from server.errors import Misconfigured
from tests.lab_fixture import WHY, a_bank, judged

FOUND = judged(a_bank().rubric(WHY))
KEY = "ab" * 32


def test_what_is_put_is_got(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "kept")
    assert shelf.get(KEY) is None
    shelf.put(KEY, FOUND)
    assert FolderShelf(tmp_path / "kept").get(KEY) == FOUND
    assert [path.name for path in (tmp_path / "kept").rglob("*") if path.is_file()] == [f"{KEY}.json"]


@pytest.mark.parametrize("text", [b"", b"{}", b"\xff\xfe", b'{"technical": 1'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, text: bytes) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.put(KEY, FOUND)
    (tmp_path / KEY[:2] / f"{KEY}.json").write_bytes(text)
    assert shelf.get(KEY) is None


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Misconfigured, match="--cache: expected a folder that can be written"):
        FolderShelf(tmp_path / "taken").put(KEY, FOUND)
