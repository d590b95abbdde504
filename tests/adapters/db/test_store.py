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


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/db", "sqlite://", "rubbish"])
def test_a_url_that_is_no_sqlite_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Misconfigured, match="expected") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


async def test_a_read_cannot_write(empty: SqliteStore) -> None:
    with pytest.raises(Exception, match="could not be written"):
        await empty.read(lambda repos: repos.documents.put("kind", "name", "v", "body"))
