"""The store: one process, one writer, one history of versions; a failing unit takes nothing with it."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from server.adapters.db import migrations
from server.adapters.db.lock import DatabaseInUse
from server.adapters.db.store import SqliteStore, open_store
from server.domain.event import AsideData
from server.domain.interview import Interview, Mode, PlannedQuestion
from server.errors import Misconfigured, StorageFull
from server.ports import Repositories

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def interview(name: str = "i1") -> Interview:
    plan = (PlannedQuestion(question_id="q", version="v"),)
    return Interview(id=name, person="local", track="t", mode=Mode.PRACTICE, seed=1, plan=plan)


@pytest.fixture
async def store(tmp_path: Path):
    store = SqliteStore(tmp_path / "viva.db")
    yield store
    await store.close()


def append(repos: Repositories, text: str = "x") -> int:
    return repos.events.append("i1", NOW, "hint", AsideData(text=text))


async def test_an_interview_comes_back_as_it_was_stored(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.interviews.add(interview(), NOW))
    assert await store.read(lambda repos: repos.interviews.get("i1")) == interview()


async def test_seq_rises_by_exactly_one_under_many_writers(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.interviews.add(interview(), NOW))
    seqs = await asyncio.gather(*(store.write(append) for _ in range(200)))
    assert sorted(seqs) == list(range(1, 201))
    events = await store.read(lambda repos: repos.events.since("i1", 0))
    assert [event.seq for event in events] == list(range(1, 201))


async def test_a_failing_unit_leaves_nothing_and_harms_no_other(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.interviews.add(interview(), NOW))

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
from tests.adapters.db.test_store import *
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


async def test_a_second_process_is_refused_and_told_where_the_first_serves(store: SqliteStore, tmp_path: Path) -> None:
    store.announce("http://127.0.0.1:8000")
    with pytest.raises(DatabaseInUse, match=f"process {os.getpid()}, serving http://127.0.0.1:8000") as refused:
        SqliteStore(tmp_path / "viva.db")
    assert refused.value.url == "http://127.0.0.1:8000"


async def test_a_database_from_a_newer_viva_is_refused_and_left_alone(tmp_path: Path) -> None:
    await SqliteStore(tmp_path / "viva.db").close()
    with sqlite3.connect(tmp_path / "viva.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match="newer Viva: expected database version 0001 or older, got 9999"):
        SqliteStore(tmp_path / "viva.db")
    await asyncio.sleep(0)


async def test_the_epoch_stays_with_the_database(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "viva.db")
    await first.close()
    second = SqliteStore(tmp_path / "viva.db")
    await second.close()
    assert first.epoch == second.epoch


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Misconfigured, match="VIVA_DATABASE_URL: expected a folder that can be written"):
        SqliteStore(tmp_path / "file" / "viva.db")


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/db", "sqlite://", "rubbish"])
def test_a_url_that_is_no_sqlite_file_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Misconfigured, match="expected") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


async def test_the_migrations_make_exactly_the_tables_of_the_code(store: SqliteStore) -> None:
    with store._reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_head_is_the_newest_migration() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == migrations.HEAD
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(migrations.KNOWN)


@given(texts=st.lists(st.text(max_size=40), max_size=5))
def test_any_text_comes_back_from_the_log_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    async def go() -> list[str]:
        store = SqliteStore(tmp_path_factory.mktemp("db") / "viva.db")
        try:
            await store.write(lambda repos: repos.interviews.add(interview(), NOW))
            for text in texts:
                await store.write(lambda repos, text=text: append(repos, text))
            return [event.data.text for event in await store.read(lambda repos: repos.events.since("i1", 0))]
        finally:
            await store.close()

    assert asyncio.run(go()) == texts


async def test_a_full_disk_tells_nobody_in_the_same_commit_that_they_were_stored(store: SqliteStore) -> None:
    """SQLite rolls the whole transaction back on SQLITE_FULL; its own limit on pages stands for the disk."""
    await store.write(lambda repos: repos.interviews.add(interview(), NOW))
    pages = await store.write(lambda repos: repos._connection.exec_driver_sql("PRAGMA page_count").scalar())
    await store.write(lambda repos: repos._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"))
    results = await asyncio.gather(
        *(store.write(lambda repos: append(repos, "x" * 2000)) for _ in range(40)), return_exceptions=True
    )
    stored = [result for result in results if isinstance(result, int)]
    assert any(isinstance(result, StorageFull) for result in results)
    assert all(isinstance(result, int | StorageFull) for result in results)
    assert await store.read(lambda repos: repos.events.head("i1")) == len(stored)
    await store.write(lambda repos: repos._connection.exec_driver_sql("PRAGMA max_page_count = 100000"))
    assert await store.write(append) == len(stored) + 1
