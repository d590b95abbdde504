"""A store in a folder of its own; `store` holds the interview i1 and its answer a1."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.adapters.db.store import SqliteStore
from server.ports import Repositories
from tests.adapters.db.rows import NOW, answer, interview


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncGenerator[SqliteStore, None]:
    store = SqliteStore(tmp_path / "viva.db")
    yield store
    await store.close()


@pytest.fixture
async def store(empty: SqliteStore) -> SqliteStore:
    """A store with the interview i1 and its answer a1."""

    def fill(repos: Repositories) -> None:
        repos.interviews.add(interview(), NOW)
        repos.answers.add(answer())

    await empty.write(fill)
    return empty
