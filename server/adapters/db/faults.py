"""Faults of the database, translated into errors a person can act on."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from server.errors import StorageFull, Unavailable


def translated(error: Exception) -> Exception:
    """The same fault as one of our errors, where it is one of the database's; otherwise the error as it is."""
    if not isinstance(error, DBAPIError):
        return error
    match getattr(error.orig, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageFull(
                "The disk is full, so nothing was stored. What you typed is kept here; it is sent again."
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN:
            return Unavailable(
                "The database could not be written, so nothing was stored. "
                "The operator should look at the data folder; it is sent again."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Unavailable("The database file is damaged. Stop Viva and restore the newest backup.")
        case _:
            return error
