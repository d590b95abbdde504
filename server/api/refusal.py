"""Refusal: how the chat says no, to a move with a nack, and to a client by closing its socket."""

from server.errors import Conflict, Invalid, NotFound, OutOfTurn, StorageFull, Unavailable, VivaError
from server.protocol import Nack, NackCode
from server.services.conductor import TooLong

REASON_BYTES = 120
"""A close frame takes a few more."""


class Hangup(Exception):
    """Close the socket with this code and say why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code

    @property
    def reason(self) -> str:
        """Why, as far as there is room for it in a close frame."""
        return str(self).encode()[:REASON_BYTES].decode(errors="ignore")


def nack(cmid: str, error: VivaError) -> Nack:
    """The refusal of a move, for a person and for a program."""
    code: NackCode
    match error:
        case OutOfTurn():
            code = "out_of_turn"
        case Conflict():
            code = "conflict"
        case TooLong():
            code = "too_long"
        case Invalid():
            code = "invalid"
        case NotFound():
            code = "not_found"
        case StorageFull():
            code = "storage_full"
        case _:
            code = "unavailable"
    retryable = isinstance(error, Unavailable)
    return Nack(cmid=cmid, code=code, message=str(error), retryable=retryable, retry_ms=5000 if retryable else None)
