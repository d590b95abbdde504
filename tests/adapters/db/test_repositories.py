"""All repositories share one transaction."""

import pytest

from server.adapters.db.store import SqliteStore
from server.ports import Repositories
from tests.adapters.db.rows import append

pytestmark = pytest.mark.anyio


async def test_what_one_repository_writes_the_others_see_at_once_and_nobody_after_a_failure(store: SqliteStore) -> None:
    def unit(repos: Repositories) -> None:
        append(repos)
        assert repos.events.head("i1") == 1
        repos.drafts.put("i1", 1, "draft")
        raise ValueError("undo it all")

    with pytest.raises(ValueError, match="undo"):
        await store.write(unit)
    assert await store.read(lambda repos: (repos.events.head("i1"), repos.drafts.get("i1"))) == (0, None)
