"""The one history of versions: it makes the tables of the code, and newer ones are refused."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, StaticPool, create_engine
from sqlmodel import SQLModel

from server.adapters.db import migrations
from server.adapters.db.store import SqliteStore
from server.errors import Misconfigured

pytestmark = pytest.mark.anyio


async def test_a_database_from_a_newer_viva_is_refused_and_left_alone(tmp_path: Path) -> None:
    await SqliteStore(tmp_path / "viva.db").close()
    with sqlite3.connect(tmp_path / "viva.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match="newer Viva: expected database version 0003 or older, got 9999"):
        SqliteStore(tmp_path / "viva.db")


@pytest.mark.parametrize("make", [migrations.begin, migrations.migrate])
def test_history_and_a_new_start_make_exactly_the_tables_of_the_code(make: Callable[[Engine], None]) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    make(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert context.get_current_revision() == migrations.HEAD
    engine.dispose()


async def test_a_database_of_an_earlier_viva_gets_its_ledger(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'viva.db'}")
    migrations.begin(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE spending")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    engine.dispose()
    store = SqliteStore(tmp_path / "viva.db")
    assert await store.read(lambda repos: repos.spending.counted(date(2026, 11, 21))) == 0
    await store.close()


def test_head_is_the_newest_migration() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == migrations.HEAD
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(migrations.KNOWN)
