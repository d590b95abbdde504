"""The writer: units committed together, none taking another down, nothing acknowledged that is not on the disk."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from server.adapters.db.store import SqliteStore
from server.errors import StorageFull, Unavailable
from server.ports import Repositories
from tests.adapters.db.rows import append

pytestmark = pytest.mark.anyio


async def test_seq_rises_by_exactly_one_under_many_writers(store: SqliteStore) -> None:
    seqs = await asyncio.gather(*(store.write(append) for _ in range(200)))
    assert sorted(seqs) == list(range(1, 201))
    events = await store.read(lambda repos: repos.events.since("i1", 0))
    assert [event.seq for event in events] == list(range(1, 201))


async def test_a_failing_unit_leaves_nothing_and_harms_no_other(store: SqliteStore) -> None:

    def failing(repos: Repositories) -> None:
        append(repos)
        raise KeyError("after writing")

    results = await asyncio.gather(
        *(store.write(failing if n % 3 == 0 else append) for n in range(60)), return_exceptions=True
    )
    assert sum(isinstance(result, KeyError) for result in results) == 20
    assert await store.read(lambda repos: repos.events.head("i1")) == 40


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """A child writes and is killed with SIGKILL as soon as it has said how many writes were acknowledged."""
    code = f"""
import asyncio, os, sys
sys.path.insert(0, {str(Path.cwd())!r})
from server.adapters.db.store import SqliteStore
from pathlib import Path
from tests.adapters.db.rows import *
async def go():
    store = SqliteStore(Path({str(tmp_path / "viva.db")!r}))
    await store.write(lambda repos: repos.interviews.add(interview(), NOW))
    for _ in range(25):
        await store.write(append)
    print("25", flush=True)
    os.kill(os.getpid(), 9)
asyncio.run(go())
"""
    child = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (child.stdout.strip(), child.returncode) == ("25", -9)
    store = SqliteStore(tmp_path / "viva.db")
    assert await store.read(lambda repos: repos.events.head("i1")) == 25
    await store.close()


async def test_a_full_disk_tells_nobody_in_the_same_commit_that_they_were_stored(store: SqliteStore) -> None:
    """SQLite rolls the whole transaction back on SQLITE_FULL; its own limit on pages stands for the disk."""
    pages = await store.write(lambda repos: repos.jobs._connection.exec_driver_sql("PRAGMA page_count").scalar())
    await store.write(lambda repos: repos.jobs._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"))
    results = await asyncio.gather(
        *(store.write(lambda repos: append(repos, "x" * 2000)) for _ in range(40)), return_exceptions=True
    )
    stored = [result for result in results if isinstance(result, int)]
    assert any(isinstance(result, StorageFull) for result in results)
    assert all(isinstance(result, int | StorageFull) for result in results)
    assert await store.read(lambda repos: repos.events.head("i1")) == len(stored)
    await store.write(lambda repos: repos.jobs._connection.exec_driver_sql("PRAGMA max_page_count = 100000"))
    assert await store.write(append) == len(stored) + 1


async def test_a_closed_writer_says_that_nothing_was_stored(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "viva.db")
    await store.close()
    with pytest.raises(Unavailable, match="Nothing was stored"):
        await store.write(append)


async def test_a_caller_that_goes_away_does_not_undo_its_unit(store: SqliteStore) -> None:
    task = asyncio.create_task(store.write(append))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.write(append)
    assert await store.read(lambda repos: repos.events.head("i1")) == 2
