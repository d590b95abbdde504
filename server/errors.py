"""Every error a person can meet, in one family tree, cut by what the caller does about it.

    VivaError
    ├── Invalid          the input is wrong: mend it and send it again          (HTTP 422)
    ├── NotFound         no such thing                                          (HTTP 404)
    ├── Forbidden        you may not                                            (HTTP 403)
    ├── Conflict         not now, or not any more: look again, then decide      (HTTP 409)
    │   └── OutOfTurn    the interview is not where this move thinks it is
    ├── TooMany          slow down                                              (HTTP 429)
    ├── Unavailable      we cannot, for the moment: try again later             (HTTP 503)
    │   └── StorageFull  nothing was stored: make room first
    └── Misconfigured    the operator must change something, naming key and value

A message is one or two sentences: what was expected, what came, what to do next.
"""


class VivaError(Exception):
    """The root. `str(error)` is the sentence shown to a person."""

    code = "error"


class Invalid(VivaError):
    """The input is wrong. `field` names what, as the person wrote it."""

    code = "invalid"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(VivaError):
    code = "not_found"


class Forbidden(VivaError):
    code = "forbidden"


class Conflict(VivaError):
    code = "conflict"


class OutOfTurn(Conflict):
    code = "out_of_turn"


class TooMany(VivaError):
    code = "rate"


class Unavailable(VivaError):
    code = "unavailable"


class StorageFull(Unavailable):
    code = "storage_full"


class Misconfigured(VivaError):
    code = "misconfigured"
