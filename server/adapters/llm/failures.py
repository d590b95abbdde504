"""Failures: what an endpoint's refusals mean, told without repeating a word of the endpoint's own.

An upstream's text may hold the key, the prompt or anything else, so it is looked at and then forgotten.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from server.domain.grade import Reason
from server.ports import ModelFailed

LONGEST_RETRY_AFTER = 3600.0
"""Seconds. One strange header must not put an endpoint out of use for years."""

MISCONFIGURED_STATUS = {
    401: "the key was not accepted",
    402: "the account has no credit left",
    403: "the key may not use this model",
    404: "there is no such model or address",
}
_QUOTA = re.compile(r"insufficient_quota|billing_hard_limit|insufficient.{0,20}(credit|balance)", re.IGNORECASE)
_BUSY = re.compile(r"rate_limit|overloaded", re.IGNORECASE)
_NO_MODEL = re.compile(r"model_not_found|invalid_api_key|model.{0,80}does not exist", re.IGNORECASE | re.DOTALL)
_TOO_LONG = re.compile(r"context_length_exceeded|maximum context length|context size", re.IGNORECASE)
_FILTERED = re.compile(r"content_filter|content_policy|ResponsibleAI", re.IGNORECASE)


class Refused(Exception):
    """The endpoint answered with an error. Stays inside this drawer; `body` is never shown or logged."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.headers = headers
        self.body = body


def failure_of(refused: Refused, now: datetime) -> ModelFailed:
    """What this refusal means for whoever asked. `now` places a Retry-After that is given as a date."""
    status, body = refused.status, refused.body
    wait = retry_after(refused.headers, now)
    if _QUOTA.search(body):
        return misconfigured(f"The model's endpoint answered {status}: the quota or credit of the account is used up.")
    if status in MISCONFIGURED_STATUS:
        return misconfigured(f"The model's endpoint answered {status}: {MISCONFIGURED_STATUS[status]}. Check it.")
    if status == 429:
        return ModelFailed(
            Reason.MODEL_BUSY, "The model's endpoint answered 429: too many requests.", retryable=True, retry_after=wait
        )
    if status in (408, 504):
        return too_slow(f"The model's endpoint gave up waiting and answered {status}.")
    if status >= 500 or status in (409, 425):
        return ModelFailed(
            Reason.MODEL_UNREACHABLE,
            f"The model's endpoint failed with {status}.",
            retryable=True,
            retry_after=wait,
        )
    return _refused_request(status, body)


def _refused_request(status: int, body: str) -> ModelFailed:
    if _TOO_LONG.search(body) or status == 413:
        return ModelFailed(
            Reason.ANSWER_TOO_LONG, f"The request is longer than the model takes ({status}).", retryable=False
        )
    if _FILTERED.search(body):
        return ModelFailed(
            Reason.MODEL_REFUSED, f"The model's endpoint filtered the request ({status}).", retryable=False
        )
    if _NO_MODEL.search(body):
        return misconfigured(f"The model's endpoint answered {status}: it does not know the model or the key.")
    if 300 <= status < 400:
        return misconfigured(f"The model's endpoint answered {status}, a redirect, and those are not followed.")
    return misconfigured(f"The model's endpoint does not accept our request ({status}).")


def error_in(body: str) -> object:
    """The error that this JSON tells of; None where it tells of none."""
    try:
        told: object = json.loads(body)
    except ValueError:
        return None
    return cast("dict[str, Any]", told).get("error") if isinstance(told, dict) else None


def refused_in_stream(error: object) -> Refused:
    """An error that came as a piece of a stream whose status was 200."""
    fields = cast("dict[str, Any]", error) if isinstance(error, dict) else {}
    code = str(fields.get("code") or fields.get("status") or "")
    status = int(code) if re.fullmatch(r"[45]\d\d", code) else 502
    if _BUSY.search(f"{fields.get('type')} {code}"):
        status = 429
    return Refused(status, {}, json.dumps(error))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from the Retry-After header, a number or a date, at most LONGEST_RETRY_AFTER; None where it says none."""
    value = headers.get("retry-after", "").strip()
    try:
        number = re.fullmatch(r"\d+(\.\d+)?", value)
        wait = float(value) if number else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, 0.0), LONGEST_RETRY_AFTER)


def misconfigured(message: str) -> ModelFailed:
    """An operator has to change something first."""
    return ModelFailed(Reason.MODEL_MISCONFIGURED, message, retryable=False)


def too_slow(message: str) -> ModelFailed:
    return ModelFailed(Reason.MODEL_TOO_SLOW, message, retryable=True)


def cut(message: str) -> ModelFailed:
    """The reply broke off."""
    return ModelFailed(Reason.REPLY_CUT, message, retryable=True)


def invalid(message: str) -> ModelFailed:
    """What came is not what was asked for."""
    return ModelFailed(Reason.REPLY_INVALID, message, retryable=True)
