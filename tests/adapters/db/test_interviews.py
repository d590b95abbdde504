"""Interviews and their drafts: what goes in comes out."""

from datetime import timedelta

import pytest

from server.adapters.db.store import SqliteStore
from server.domain.interview import Phase
from server.errors import NotFound
from tests.adapters.db.rows import NOW, interview

pytestmark = pytest.mark.anyio


async def test_an_interview_comes_back_as_it_was_stored(store: SqliteStore) -> None:
    assert await store.read(lambda repos: repos.interviews.get("i1")) == interview()


async def test_a_saved_interview_keeps_its_changes(store: SqliteStore) -> None:
    changed = interview().model_copy(
        update={"phase": Phase.PAUSED, "paused_from": Phase.ASKED, "deadline": NOW, "followed": ("p1",), "open_seq": 7}
    )
    await store.write(lambda repos: repos.interviews.save(changed))
    assert await store.read(lambda repos: repos.interviews.get("i1")) == changed


async def test_an_unknown_interview_is_not_found(store: SqliteStore) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        await store.read(lambda repos: repos.interviews.get("nowhere"))


async def test_the_newest_come_first_and_only_ones_own(empty: SqliteStore) -> None:
    def fill(repos: object) -> None:
        for n in range(3):
            repos.interviews.add(interview(f"i{n}"), NOW + timedelta(hours=n))
        repos.interviews.add(interview("theirs", person="other"), NOW)

    await empty.write(fill)
    cards = await empty.read(lambda repos: repos.interviews.newest("local", 2))
    assert [(card.id, card.of) for card in cards] == [("i2", 1), ("i1", 1)]


async def test_a_draft_is_replaced_by_the_next(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.drafts.put("i1", 1, "first"))
    await store.write(lambda repos: repos.drafts.put("i1", 2, "second"))
    assert await store.read(lambda repos: repos.drafts.get("i1")) == (2, "second")
    assert await store.read(lambda repos: repos.drafts.get("i2")) is None
