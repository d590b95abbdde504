"""What refusals mean; the endpoint's own words are read and not repeated."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from server.adapters.llm.failures import LONGEST_RETRY_AFTER, Refused, failure_of, refused_in_stream, retry_after
from server.domain.grade import Reason
from tests.upstream import NOON


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        (format_datetime(NOON + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOON - timedelta(seconds=90), usegmt=True), 0),
        ("soon", None),
        ("-3", None),
        ("nan", None),
        ("9" * 400, LONGEST_RETRY_AFTER),
        ("999999999", LONGEST_RETRY_AFTER),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOON) == seconds


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (402, "", Reason.MODEL_MISCONFIGURED),
        (400, "model_not_found", Reason.MODEL_MISCONFIGURED),
        (400, "This model's maximum context length is 8192 tokens", Reason.ANSWER_TOO_LONG),
        (413, "", Reason.ANSWER_TOO_LONG),
        (400, "ResponsibleAIPolicyViolation", Reason.MODEL_REFUSED),
        (408, "", Reason.MODEL_TOO_SLOW),
        (504, "", Reason.MODEL_TOO_SLOW),
        (529, "", Reason.MODEL_UNREACHABLE),
        (418, "", Reason.MODEL_MISCONFIGURED),
    ],
)
def test_a_status_becomes_a_reason(status: int, body: str, reason: Reason) -> None:
    failed = failure_of(Refused(status, {}, body), NOON)
    assert failed.reason is reason
    assert str(status) in str(failed)


@pytest.mark.parametrize(
    ("error", "status"),
    [({"code": 429}, 429), ({"type": "rate_limit_exceeded"}, 429), ({"code": "weird"}, 502), ("text", 502), ({}, 502)],
)
def test_an_error_in_a_stream_has_a_status_too(error: object, status: int) -> None:
    assert refused_in_stream(error).status == status
