"""Answers, their grades and their feedback."""

from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, Table, insert, select, update

from server.adapters.db.tables import answers, feedbacks, grades
from server.errors import NotFound
from server.ports import StoredAnswer, StoredFeedback, StoredGrade

R = TypeVar("R", StoredGrade, StoredFeedback)


class Answers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, answer: StoredAnswer) -> None:
        self._connection.execute(insert(answers), answer.model_dump())

    def get(self, answer_id: str) -> StoredAnswer:
        found = self._all(select(answers).where(answers.c.id == answer_id))
        if not found:
            raise NotFound(f"answer: there is none with the id {answer_id!r}.")
        return found[0]

    def newest(self, interview_id: str) -> StoredAnswer | None:
        query = select(answers).where(answers.c.interview_id == interview_id).order_by(answers.c.seq.desc()).limit(1)
        return next(iter(self._all(query)), None)

    def of(self, interview_id: str, number: int) -> list[StoredAnswer]:
        return self._all(
            select(answers)
            .where(answers.c.interview_id == interview_id, answers.c.number == number)
            .order_by(answers.c.seq)
        )

    def _all(self, query: Select[Any]) -> list[StoredAnswer]:
        return [StoredAnswer.model_validate(dict(row)) for row in self._connection.execute(query).mappings()]


class _Versions(Generic[R]):
    """What grades and feedback have in common: a body per answer and version, its event perhaps held back."""

    def __init__(self, connection: Connection, table: Table, value: type[R]) -> None:
        self._connection = connection
        self._table = table
        self._value = value

    def add(self, one: R) -> None:
        self._connection.execute(insert(self._table), one.model_dump(mode="json"))

    def of(self, answer_id: str) -> list[R]:
        mine = select(self._table).where(self._table.c.answer_id == answer_id)
        return self._all(mine.order_by(self._table.c.version))

    def held_back(self, interview_id: str) -> list[R]:
        return self._all(
            select(self._table)
            .join(answers, answers.c.id == self._table.c.answer_id)
            .where(answers.c.interview_id == interview_id, self._table.c.seq.is_(None))
            .order_by(answers.c.seq, self._table.c.version)
        )

    def published(self, answer_id: str, version: int, seq: int) -> None:
        self._connection.execute(
            update(self._table)
            .where(self._table.c.answer_id == answer_id, self._table.c.version == version)
            .values(seq=seq)
        )

    def _all(self, query: Select[Any]) -> list[R]:
        return [self._value.model_validate(dict(row)) for row in self._connection.execute(query).mappings()]


class Grades(_Versions[StoredGrade]):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, grades, StoredGrade)


class Feedbacks(_Versions[StoredFeedback]):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, feedbacks, StoredFeedback)
