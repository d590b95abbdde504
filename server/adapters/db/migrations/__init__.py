"""Migrations: one history, forwards only, run by Alembic when a database is older than HEAD; a new one starts there."""

from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

KNOWN = ("0001", "0002", "0003")
"""Every version this Viva can open, oldest first."""

HEAD = KNOWN[-1]


def begin(engine: Engine) -> None:
    """Make the tables of a new database as they are at HEAD, without a walk through history."""
    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate(engine: Engine) -> None:
    """Bring the database to HEAD in one transaction."""
    from alembic import command  # 0.2 s that a start on a current database need not pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
