"""Events and moves: the log of an interview, and which moves it has taken."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Integer, bindparam, insert, select, update

from server.adapters.db.tables import events, interviews, moves
from server.domain.event import Event
from server.domain.value import Value
from server.errors import NotFound
from server.ports import StoredMove

_event: TypeAdapter[Event] = TypeAdapter(Event)

# Made once, because every event takes them: making a statement costs more than running it.
_TAKE_SEQ = (
    update(interviews)
    .where(interviews.c.id == bindparam("interview_id"))
    .values(head=interviews.c.head + 1)
    .returning(interviews.c.head)
)
_WRITE = insert(events)
_SINCE = (
    select(events.c.seq, events.c.at, events.c.kind, events.c.data)
    .where(events.c.interview_id == bindparam("interview_id"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_HEAD = select(interviews.c.head).where(interviews.c.id == bindparam("interview_id"))
_MOVE = select(moves.c.digest, moves.c.seq).where(
    moves.c.interview_id == bindparam("interview_id"), moves.c.cmid == bindparam("cmid")
)
_TAKEN = insert(moves)

_ALL = -1
"""SQLite's word for a LIMIT that is none."""


class Events:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, interview_id: str, at: datetime, kind: str, data: Value) -> int:
        """An UPDATE takes the seq, not a sequence: a sequence lets a later number become visible first."""
        seq = self._connection.execute(_TAKE_SEQ, {"interview_id": interview_id}).scalar_one()
        row = {
            "interview_id": interview_id,
            "seq": seq,
            "at": at,
            "kind": kind,
            "data": data.model_dump(mode="json", by_alias=True),
        }
        self._connection.execute(_WRITE, row)
        return seq

    def since(self, interview_id: str, seq: int, limit: int | None = None) -> list[Event]:
        most = _ALL if limit is None else limit
        rows = self._connection.execute(_SINCE, {"interview_id": interview_id, "after": seq, "most": most})
        return [_event.validate_python(dict(row)) for row in rows.mappings()]

    def head(self, interview_id: str) -> int:
        head = self._connection.execute(_HEAD, {"interview_id": interview_id}).scalar_one_or_none()
        if head is None:
            raise NotFound(f"interview: there is none with the id {interview_id!r}. Start one, or check the link.")
        return head


class Moves:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, interview_id: str, cmid: str) -> StoredMove | None:
        row = self._connection.execute(_MOVE, {"interview_id": interview_id, "cmid": cmid}).one_or_none()
        return StoredMove(digest=row[0], seq=row[1]) if row is not None else None

    def add(self, interview_id: str, cmid: str, move: StoredMove) -> None:
        row = {"interview_id": interview_id, "cmid": cmid, **move.model_dump()}
        self._connection.execute(_TAKEN, row)
