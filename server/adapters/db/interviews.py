"""Interviews and their drafts: rows to values and back."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.adapters.db.tables import drafts, interviews
from server.domain.interview import Interview
from server.errors import NotFound
from server.ports import InterviewCard


class Interviews:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, interview: Interview, made_at: datetime) -> None:
        row = {**interview.model_dump(), "head": 0, "made_at": made_at}
        self._connection.execute(insert(interviews), row)

    def get(self, interview_id: str) -> Interview:
        rows = self._connection.execute(select(interviews).where(interviews.c.id == interview_id))
        row = rows.mappings().one_or_none()
        if row is None:
            raise NotFound(f"interview: there is none with the id {interview_id!r}. Start one, or check the link.")
        return Interview.model_validate({name: row[name] for name in Interview.model_fields})

    def save(self, interview: Interview) -> None:
        changing = {"phase", "paused_from", "number", "part", "followed", "open_seq", "deadline"}
        self._connection.execute(
            update(interviews).where(interviews.c.id == interview.id).values(interview.model_dump(include=changing))
        )

    def newest(self, person: str, limit: int) -> list[InterviewCard]:
        rows = self._connection.execute(
            select(interviews)
            .where(interviews.c.person == person)
            .order_by(interviews.c.made_at.desc(), interviews.c.id)
            .limit(limit)
        )
        return [
            InterviewCard(
                id=row["id"],
                track=row["track"],
                mode=row["mode"],
                source=row["source"],
                phase=row["phase"],
                number=row["number"],
                of=len(row["plan"]),
                made_at=row["made_at"],
            )
            for row in rows.mappings()
        ]


class Drafts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, interview_id: str, about: int, text: str) -> None:
        row = {"interview_id": interview_id, "about": about, "text": text}
        self._connection.execute(
            upsert(drafts).values(row).on_conflict_do_update(index_elements=["interview_id"], set_=row)
        )

    def get(self, interview_id: str) -> tuple[int, str] | None:
        row = self._connection.execute(
            select(drafts.c.about, drafts.c.text).where(drafts.c.interview_id == interview_id)
        ).one_or_none()
        return (row[0], row[1]) if row is not None else None
