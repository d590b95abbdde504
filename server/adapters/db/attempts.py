"""Attempts: a person's answers to main questions over all interviews, each with the grade that counts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from server.adapters.db.tables import answers, events, grades, interviews
from server.domain.attempt import Attempt
from server.domain.grade import Graded
from server.domain.interview import Source


class Attempts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: str, track: str | None = None, question_ids: Sequence[str] | None = None) -> list[Attempt]:
        """Estimates are version 0, so the newest version is the grade that counts.

        Within an interview the log's seq gives the order, because clocks can stand still or step back; there an answer
        counts as no earlier than those before it.
        """
        question = (answers.c.interview_id, answers.c.number)
        first = func.min(answers.c.seq).over(partition_by=question) == answers.c.seq
        so_far = func.max(answers.c.at).over(partition_by=answers.c.interview_id, order_by=answers.c.seq)
        query = (
            select(answers, interviews.c.mode, grades.c.graded, first.label("first"))
            .join(interviews, interviews.c.id == answers.c.interview_id)
            .outerjoin(grades, and_(grades.c.answer_id == answers.c.id, grades.c.seq.is_not(None)))
            .where(interviews.c.person == person, interviews.c.source != Source.SAMPLE, answers.c.point.is_(None))
            .order_by(so_far, answers.c.interview_id, answers.c.seq, grades.c.version)
        )
        if track is not None:
            query = query.where(interviews.c.track == track)
        if question_ids is not None:
            query = query.where(answers.c.question_id.in_(question_ids))
        newest = [
            list(versions)[-1] for _, versions in groupby(self._connection.execute(query), key=lambda row: row.id)
        ]
        asked = self._asked({row.interview_id for row in newest})
        return [_attempt(row, asked.get(row.interview_id, [])) for row in newest]

    def last_asked(self, person: str, track: str) -> dict[str, datetime]:
        query = (
            select(answers.c.question_id, func.max(answers.c.at, type_=answers.c.at.type))
            .join(interviews, interviews.c.id == answers.c.interview_id)
            .where(interviews.c.person == person, interviews.c.track == track, interviews.c.source != Source.SAMPLE)
            .group_by(answers.c.question_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _asked(self, interview_ids: Collection[str]) -> dict[str, list[tuple[int, str]]]:
        """The seq and kind of each question and hint, by interview, in order."""
        query = (
            select(events.c.interview_id, events.c.seq, events.c.kind)
            .where(events.c.interview_id.in_(interview_ids), events.c.kind.in_(("question", "hint")))
            .order_by(events.c.interview_id, events.c.seq)
        )
        found: dict[str, list[tuple[int, str]]] = {}
        for interview_id, seq, kind in self._connection.execute(query):
            found.setdefault(interview_id, []).append((seq, kind))
        return found


def _attempt(row: Row[Any], asked: list[tuple[int, str]]) -> Attempt:
    before = [kind for seq, kind in asked if seq < row.seq]
    return Attempt(
        interview_id=row.interview_id,
        answer_id=row.id,
        question_id=row.question_id,
        rubric_version=row.rubric_version,
        number=row.number,
        mode=row.mode,
        at=row.at,
        text=row.text,
        via=row.via,
        first=row.first,
        hinted=bool(before) and before[-1] == "hint",
        graded=Graded.model_validate(row.graded) if row.graded is not None else None,
    )
