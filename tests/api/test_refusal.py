"""How the chat says no: a code for a program, a sentence for a person, and whether to try again."""

import pytest

from server.api.refusal import REASON_BYTES, Hangup, nack
from server.errors import Conflict, Invalid, NotFound, OutOfTurn, StorageFull, Unavailable, VivaError
from server.services.conductor import TooLong


@pytest.mark.parametrize(
    ("error", "code", "retry_ms"),
    [
        (OutOfTurn("No."), "out_of_turn", None),
        (Conflict("No."), "conflict", None),
        (TooLong("No."), "too_long", None),
        (Invalid("No."), "invalid", None),
        (NotFound("No."), "not_found", None),
        (StorageFull("No."), "storage_full", 5000),
        (Unavailable("No."), "unavailable", 5000),
    ],
)
def test_a_refused_move_is_told_by_its_own_code_and_what_passes_by_itself_is_worth_another_try(
    error: VivaError, code: str, retry_ms: int | None
) -> None:
    refused = nack("c", error)
    assert (refused.cmid, refused.code, refused.message) == ("c", code, "No.")
    assert (refused.retryable, refused.retry_ms) == (retry_ms is not None, retry_ms)


def test_a_reason_is_cut_to_what_a_close_frame_holds_and_never_within_a_letter() -> None:
    assert Hangup(4000, "gone").reason == "gone"
    long = Hangup(4000, f"x{'ü' * 200}").reason
    assert len(long.encode()) == REASON_BYTES - 1
    assert long == f"x{'ü' * 59}"
