"""The lock: one process at a time, and the next one is told which."""

import os
from pathlib import Path

import pytest

from server.adapters.db.lock import DatabaseInUse, Lock
from server.adapters.db.store import SqliteStore
from server.errors import Misconfigured

pytestmark = pytest.mark.anyio


async def test_a_second_process_is_refused_and_told_where_the_first_serves(store: SqliteStore, tmp_path: Path) -> None:
    store.announce("http://127.0.0.1:8000")
    with pytest.raises(DatabaseInUse, match=f"process {os.getpid()}, serving http://127.0.0.1:8000") as refused:
        SqliteStore(tmp_path / "viva.db")
    assert refused.value.url == "http://127.0.0.1:8000"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Misconfigured, match="VIVA_DATABASE_URL: expected a folder that can be written"):
        SqliteStore(tmp_path / "file" / "viva.db")


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    Lock(tmp_path / "viva.db").release()
    Lock(tmp_path / "viva.db").release()


def test_a_lock_file_of_rubbish_does_no_harm(tmp_path: Path) -> None:
    held = Lock(tmp_path / "viva.db")
    (tmp_path / "viva.db.lock").write_text("rubbish")
    with pytest.raises(DatabaseInUse, match="process unknown"):
        Lock(tmp_path / "viva.db")
    held.release()


def test_a_full_disk_does_not_keep_a_database_shut(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="needs limits of the system")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))  # every write fails, as on a full disk
    try:
        lock = Lock(tmp_path / "viva.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    lock.release()
