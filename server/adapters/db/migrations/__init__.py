"""Migrations: one history, forwards only, run by Alembic when a database is older than HEAD."""

from pathlib import Path

from sqlalchemy import Engine

KNOWN = ("0001",)
"""Every version this Viva can open, oldest first."""

HEAD = KNOWN[-1]


def migrate(engine: Engine) -> None:
    """Bring the database to HEAD in one transaction."""
    from alembic import command  # 0.2 s that a start on a current database need not pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
