"""Documents: bodies of rubrics and prompts by version, written once."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from server.adapters.db.tables import documents


class Documents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, kind: str, name: str, version: str, body: str) -> None:
        row = {"kind": kind, "name": name, "version": version, "body": body}
        self._connection.execute(upsert(documents).values(row).on_conflict_do_nothing())

    def get(self, kind: str, name: str, version: str) -> str | None:
        return self._connection.execute(
            select(documents.c.body).where(
                documents.c.kind == kind, documents.c.name == name, documents.c.version == version
            )
        ).scalar_one_or_none()
