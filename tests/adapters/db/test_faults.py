"""Faults of SQLite as errors that say what to do."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from server.adapters.db.faults import translated
from server.errors import StorageFull, Unavailable


def fault(code: int) -> OperationalError:
    origin = sqlite3.OperationalError("as SQLite says it")
    origin.sqlite_errorcode = code
    return OperationalError("INSERT", {}, origin)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StorageFull),
        (sqlite3.SQLITE_IOERR_WRITE, Unavailable),
        (sqlite3.SQLITE_READONLY, Unavailable),
        (sqlite3.SQLITE_CORRUPT, Unavailable),
    ],
)
def test_a_fault_of_the_disk_is_told_in_our_words(code: int, kind: type[Exception]) -> None:
    error = translated(fault(code))
    assert type(error) is kind
    assert "as SQLite says it" not in str(error)


def test_any_other_fault_stays_as_it_is() -> None:
    error, bug = fault(sqlite3.SQLITE_CONSTRAINT), KeyError("x")
    assert translated(error) is error
    assert translated(bug) is bug
