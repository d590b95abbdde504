"""The log and the moves it has taken."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.db.store import SqliteStore
from server.domain.event import PhaseData
from server.domain.interview import Phase
from server.errors import NotFound
from server.ports import StoredMove
from tests.adapters.db.rows import NOW, append, interview

pytestmark = pytest.mark.anyio


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


async def test_events_are_read_from_a_seq_on_and_in_pages(store: SqliteStore) -> None:
    for _ in range(5):
        await store.write(append)
    page = await store.read(lambda repos: repos.events.since("i1", 2, 2))
    assert [event.seq for event in page] == [3, 4]


async def test_a_phase_keeps_the_names_it_has_on_the_wire(store: SqliteStore) -> None:
    data = PhaseData(from_=Phase.ASKED, to=Phase.PAUSED)
    await store.write(lambda repos: repos.events.append("i1", NOW, "phase", data))
    event = (await store.read(lambda repos: repos.events.since("i1", 0)))[0]
    assert event.data == data
    assert event.model_dump(mode="json", by_alias=True)["data"]["from"] == "asked"


async def test_an_unknown_interview_has_no_head(store: SqliteStore) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        await store.read(lambda repos: repos.events.head("nowhere"))


async def test_a_cmid_is_taken_once_an_interview(store: SqliteStore) -> None:
    move = StoredMove(digest="d", seq=3)
    await store.write(lambda repos: repos.moves.add("i1", "c", move))
    assert await store.read(lambda repos: repos.moves.find("i1", "c")) == move
    assert await store.read(lambda repos: repos.moves.find("i2", "c")) is None
    with pytest.raises(Exception, match="UNIQUE"):
        await store.write(lambda repos: repos.moves.add("i1", "c", move))
