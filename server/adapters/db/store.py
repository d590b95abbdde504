"""Store: SQLite opened, brought to the current version and handed out; reads in threads, writes by the one writer."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.exc import DBAPIError

from server.adapters.db.faults import translated
from server.adapters.db.lock import Lock
from server.adapters.db.migrations import HEAD, KNOWN, begin, migrate
from server.adapters.db.repositories import Repositories
from server.adapters.db.tables import meta
from server.adapters.db.writer import Writer
from server.errors import Misconfigured

T = TypeVar("T")

READERS = 4


class SqliteStore:
    """The database in one file. Only one process may have it open; `release_all` of jobs is safe for that reason."""

    def __init__(self, path: Path) -> None:
        """Misconfigured where the folder cannot be written, another process has it, or it is from a newer Viva."""
        self._lock = Lock(path)
        try:
            self._writing = _engine(path, begin="BEGIN IMMEDIATE")
            self._reading = _engine(path, begin="BEGIN", read_only=True)
            self.epoch = _prepare(self._writing, path)
        except DBAPIError as error:
            self._lock.release()
            raise Misconfigured(
                f"VIVA_DATABASE_URL: expected a database of Viva in {path}, or room for a new one, got {error.orig}. "
                "Make room on the disk, restore a backup, or point it at another file. Nothing was stored."
            ) from error
        except BaseException:
            self._lock.release()
            raise
        self._writer = Writer(self._writing)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="viva-reader")

    async def write(self, unit: Callable[[Repositories], T]) -> T:
        return await self._writer.run(unit)

    async def read(self, query: Callable[[Repositories], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, query)

    def announce(self, url: str) -> None:
        """Tell other processes where this database is served."""
        self._lock.announce(url)

    async def close(self) -> None:
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """Close where nobody can wait: what was handed in is written first."""
        self._writer.close()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()
        self._lock.release()

    def _read(self, query: Callable[[Repositories], T]) -> T:
        try:
            with self._reading.connect() as connection, connection.begin():
                return query(Repositories(connection))
        except Exception as error:
            raise translated(error) from error


def open_store(url: str) -> SqliteStore:
    """The store at this SQLAlchemy URL. Misconfigured, naming the setting, where it is not one we can open."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise Misconfigured(
            f"VIVA_DATABASE_URL: expected a URL such as sqlite:////var/lib/viva/viva.db, got {_without_secret(url)!r}."
        ) from error
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise Misconfigured(
            f"VIVA_DATABASE_URL: expected sqlite:///<path of a file>, got {parsed.render_as_string()!r}. "
            "PostgreSQL is not supported yet."
        )
    return SqliteStore(Path(parsed.database))


def _without_secret(url: str) -> str:
    return url.rsplit("@", maxsplit=1)[-1]


def _engine(path: Path, *, begin: str, read_only: bool = False) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), pool_size=READERS, max_overflow=0)

    def connected(connection: Any, _record: object) -> None:
        # Transactions are begun by us: the driver's own begin comes too late for SAVEPOINT and reads.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    def begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _prepare(engine: Engine, path: Path) -> str:
    """Bring the database to HEAD and return its epoch."""
    with engine.begin() as connection:
        version = _version(connection)
    if version is not None and version not in KNOWN:
        raise Misconfigured(
            f"VIVA_DATABASE_URL: {path} was written by a newer Viva: expected database version {HEAD} or older, "
            f"got {version}. Upgrade Viva, or point it at another file. Nothing was changed."
        )
    if version is None:
        begin(engine)
    elif version != HEAD:
        migrate(engine)
    with engine.begin() as connection:
        epoch = connection.execute(select(meta.c.value).where(meta.c.key == "epoch")).scalar_one_or_none()
        if epoch is None:
            epoch = secrets.token_hex(8)
            connection.execute(meta.insert(), {"key": "epoch", "value": epoch})
    return epoch


def _version(connection: Connection) -> str | None:
    """Which migration the database stands at; None where it is new."""
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    if not tables:
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
