"""Moments come back in UTC, though SQLite forgets time zones."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.dialects import sqlite

from server.adapters.db.tables import Utc

DIALECT = sqlite.dialect()


def test_a_moment_is_stored_and_read_in_utc() -> None:
    there = datetime(2026, 11, 21, 10, tzinfo=timezone(timedelta(hours=1)))
    assert Utc().process_bind_param(there, DIALECT) == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert Utc().process_result_value(datetime(2026, 11, 21, 9), DIALECT) == there


def test_no_moment_stays_none() -> None:
    assert Utc().process_bind_param(None, DIALECT) is None
    assert Utc().process_result_value(None, DIALECT) is None
