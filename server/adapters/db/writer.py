"""The writer: the only place that commits.

SQLite has one writer at a time, so every write of the process is a unit handed to one thread. Units that have
gathered run one after the other, each in a SAVEPOINT of its own, are committed together, and are acknowledged
after that commit: one fsync for all of them.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine

from server.adapters.db.faults import translated
from server.adapters.db.repositories import Repositories
from server.errors import Unavailable

T = TypeVar("T")
Unit = Callable[[Repositories], Any]

MOST_AT_ONCE = 256
"""Units in one commit; bounds how long the first of them waits for its acknowledgement."""


class Writer:
    """Runs units in one thread. `close` finishes what was handed in before it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Unit, Future[Any]] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="viva-writer", daemon=True)
        self._thread.start()

    async def run(self, unit: Callable[[Repositories], T]) -> T:
        """The unit's result, after COMMIT. Raises what it raised, or why the commit failed: nothing is stored then.

        A caller that is cancelled does not undo a unit that was handed in.
        """
        if self._closed:
            raise Unavailable("The server is shutting down. Nothing was stored; send it again in a moment.")
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # from here on nobody can cancel it under the writer's hands
        self._queue.put((unit, done))
        return await asyncio.wrap_future(done)

    def close(self) -> None:
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (batch := self._gather()) is not None:
                self._commit(connection, batch)

    def _gather(self) -> list[tuple[Unit, Future[Any]]] | None:
        """At least one unit, and all that stand behind it; None when closing and nothing is left."""
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < MOST_AT_ONCE:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._queue.put(None)
                break
            batch.append(more)
        return batch

    def _commit(self, connection: Connection, batch: list[tuple[Unit, Future[Any]]]) -> None:
        """Run the batch and commit it; where the transaction is lost, nobody in it is told that they were stored."""
        results: list[Any] = []
        try:
            with connection.begin():
                repositories = Repositories(connection)
                results = [_attempt(connection, repositories, unit) for unit, _ in batch]
        except Exception as error:
            results = [_Failed(translated(error))] * len(batch)
        for (_, done), result in zip(batch, results, strict=True):
            _settle(done, result)


class _Failed(NamedTuple):
    """The result of a unit that raised."""

    error: Exception


def _attempt(connection: Connection, repositories: Repositories, unit: Unit) -> Any:
    """The unit's result, run in a savepoint, or _Failed; raises where the whole transaction is lost.

    On a full disk SQLite itself rolls back everything, savepoints included: the units before this one are gone as well.
    """
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        result = unit(repositories)
    except Exception as error:
        if not connection.connection.driver_connection.in_transaction:  # pyright: ignore
            raise
        connection.exec_driver_sql("ROLLBACK TO unit")
        result = _Failed(translated(error))
    connection.exec_driver_sql("RELEASE unit")
    return result


def _settle(done: Future[Any], result: Any) -> None:
    if isinstance(result, _Failed):
        done.set_exception(result.error)
    else:
        done.set_result(result)
