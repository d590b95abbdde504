"""Spending: the ledger of tokens, one row a call; a reservation is made only where every cap has room for it."""

from datetime import date

from sqlalchemy import Connection, Integer, String, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from server.adapters.db.tables import spending
from server.ports import Caps, Payer, Scope

_COUNTED = func.coalesce(func.sum(func.coalesce(spending.c.spent, spending.c.reserved)), 0)
_WANTED = bindparam("wanted", type_=Integer)
_OF_DAY = spending.c.day == bindparam("day", type_=String)
_WHOSE = {
    Scope.ANSWER: (spending.c.answer_id == bindparam("answer_id", type_=String),),
    Scope.PERSON_DAY: (_OF_DAY, spending.c.person == bindparam("person", type_=String)),
    Scope.DAY: (_OF_DAY,),
}


def _has_room(scope: Scope) -> ColumnElement[bool]:
    cap = bindparam(f"cap_{scope}", type_=Integer)
    counted = select(_COUNTED).where(*_WHOSE[scope]).scalar_subquery()
    return or_(cap.is_(None), counted + _WANTED <= cap)


_ROW = ("day", "person", "answer_id", "claim")
_RESERVE = (
    insert(spending)
    .from_select(
        [*_ROW, "reserved"],
        select(*(bindparam(name, type_=spending.c[name].type) for name in _ROW), _WANTED).where(
            *(_has_room(scope) for scope in Scope)
        ),
    )
    .returning(spending.c.id)
)
"""One statement, so that nothing can come between looking and taking, whoever writes."""

_ROOM = {scope: select(literal(1)).where(_has_room(scope)) for scope in Scope}


class Spending:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(self, payer: Payer, day: date, tokens: int, caps: Caps) -> int | Scope:
        row = {"day": day.isoformat(), "person": payer.person, "answer_id": payer.answer_id, "wanted": tokens}
        limits = {
            f"cap_{scope}": cap for scope, cap in zip(Scope, (caps.answer, caps.person_day, caps.day), strict=True)
        }
        taken = self._connection.execute(_RESERVE, {**row, "claim": payer.claim, **limits}).scalar_one_or_none()
        if taken is not None:
            return taken
        return next(
            scope for scope in Scope if self._connection.execute(_ROOM[scope], {**row, **limits}).first() is None
        )

    def settle(self, reservation: int, tokens: int) -> None:
        self._connection.execute(update(spending).where(spending.c.id == reservation).values(spent=tokens))

    def counted(self, day: date) -> int:
        return self._connection.execute(select(_COUNTED).where(_OF_DAY), {"day": day.isoformat()}).scalar_one()
