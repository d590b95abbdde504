"""The store: opened once a process, the same epoch for as long as the database lives."""

from pathlib import Path

import pytest

from server.adapters.db.store import SqliteStore, open_store
from server.errors import Misconfigured

pytestmark = pytest.mark.anyio


async def test_the_epoch_stays_with_the_database(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "viva.db")
    await first.close()
    second = SqliteStore(tmp_path / "viva.db")
    await second.close()
    assert first.epoch == second.epoch


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/db", "sqlite://", "sqlite:///:memory:", "rubbish"])
def test_a_url_that_is_no_sqlite_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Misconfigured, match="expected") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


async def test_a_read_cannot_write(empty: SqliteStore) -> None:
    with pytest.raises(Exception, match="could not be written"):
        await empty.read(lambda repos: repos.documents.put("kind", "name", "v", "body"))


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "viva.db"
    path.write_text("my diary, which is not a database at all")
    with pytest.raises(Misconfigured, match="expected a database of Viva in"):
        SqliteStore(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(Misconfigured, match="unable to open"):
        SqliteStore(path)
