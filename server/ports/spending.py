"""Spending: tokens of the language model, reserved before a call and settled after it, within caps."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from server.domain.value import Value


class Payer(Value):
    """For whom a call is made: an answer, the person who gave it, and the claim of the job that works on it."""

    person: str
    answer_id: str
    claim: int


class Caps(Value):
    """The most tokens, sent and received, for one answer ever, one person a day and everybody a day; None is no cap."""

    answer: int | None = None
    person_day: int | None = None
    day: int | None = None


class Scope(StrEnum):
    """What a cap is on."""

    ANSWER = "answer"
    PERSON_DAY = "person_day"
    DAY = "day"


class Spending(Protocol):
    """The ledger. A reservation counts in full until it is settled, and for good where its process died before that."""

    def reserve(self, payer: Payer, day: date, tokens: int, caps: Caps) -> int | Scope:
        """The reservation's id; or the first scope whose cap it would break, with nothing reserved."""
        ...

    def settle(self, reservation: int, tokens: int) -> None:
        """What the call really took stands in place of what was reserved."""
        ...

    def counted(self, day: date) -> int:
        """Tokens reserved and spent by everybody on this day."""
        ...
