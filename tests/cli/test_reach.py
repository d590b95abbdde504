"""A Viva to talk to is found: one that was named, one that has the database, or one of our own."""

from pathlib import Path

import pytest

from server.adapters.db.lock import DatabaseInUse
from server.adapters.db.store import open_store
from server.cli.hosting import hosted
from server.cli.reach import reached
from server.cli.visitor import visiting
from server.errors import Unavailable
from server.main import build
from server.settings import read_settings


async def test_without_a_server_there_is_one_of_our_own_for_as_long(home: Path) -> None:
    async with reached(None, None) as visitor:
        assert (await visitor.health()).grader.name == "embedded"
    async with visiting(visitor.address) as late:
        with pytest.raises(Unavailable):
            await late.health()


async def test_whoever_serves_the_database_already_is_asked(home: Path) -> None:
    async with hosted(build(read_settings(port=0))) as url, reached(None, None) as visitor:
        assert f"{visitor.address.url}/" == url
        assert (await visitor.health()).status == "ok"


async def test_a_named_server_is_asked_and_no_other(home: Path) -> None:
    with pytest.raises(Unavailable, match=r"No Viva answers at http://127\.0\.0\.1:1"):
        async with reached("127.0.0.1:1", None) as visitor:
            await visitor.health()
    assert not (home / "data").exists()


async def test_a_database_that_is_in_use_and_not_served_is_told(home: Path) -> None:
    store = open_store(read_settings().database)
    with pytest.raises(DatabaseInUse):
        async with reached(None, None):
            pass
    await store.close()
