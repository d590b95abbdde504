"""The ladder: what is left out after which complaint, one thing at a time, until nothing is left."""

import pytest

from server.adapters.llm.dialect import Dialect, Rung, with_schema_told
from server.ports import Message
from tests.upstream import request

SCHEMA: dict[str, object] = {"type": "object"}


def sent_by(dialect: Dialect) -> dict[str, object]:
    return dialect.body(request(schema=SCHEMA), 0, 7)


def after(dialect: Dialect, status: int, complaint: str) -> Dialect | None:
    step = dialect.after(status, complaint, sent_by(dialect))
    return step.dialect if step else None


@pytest.mark.parametrize(("complaint", "named"), [("seed", True), ("json_schema", True), ("Bad request", False)])
def test_what_was_not_named_is_only_a_guess(complaint: str, named: bool) -> None:
    step = Dialect().after(400, complaint, sent_by(Dialect()))
    assert step is not None
    assert step.named is named


def test_the_first_words_ask_for_everything() -> None:
    assert set(sent_by(Dialect())) == {"max_tokens", "stream_options", "temperature", "seed", "response_format"}


@pytest.mark.parametrize(
    ("complaint", "left_out"),
    [
        ("'temperature' does not support 0", "temperature"),
        ("unknown field seed", "seed"),
        ("stream_options?", "stream_options"),
    ],
)
def test_a_named_parameter_is_left_out(complaint: str, left_out: str) -> None:
    lower = after(Dialect(), 400, complaint)
    assert lower is not None
    assert set(sent_by(Dialect())) - set(sent_by(lower)) == {left_out}


def test_the_limit_is_renamed_once() -> None:
    renamed = after(Dialect(), 400, "Use 'max_completion_tokens' instead of 'max_tokens'")
    assert renamed is not None
    assert "max_completion_tokens" in sent_by(renamed)
    again = after(renamed, 400, "max_completion_tokens is odd")
    assert again is not None
    assert again.limit == "max_completion_tokens"


def test_the_schema_goes_down_rung_by_rung() -> None:
    rungs, dialect = [], Dialect()
    while dialect is not None and dialect.rung > Rung.PROMPT:
        rungs.append(dialect.rung)
        dialect = after(dialect, 422, "response_format is not supported")
    assert rungs == [Rung.SCHEMA, Rung.JSON]
    assert dialect is not None
    assert "response_format" not in sent_by(dialect)


@pytest.mark.parametrize("complaint", ["", "Bad request", "seed temperature max_tokens stream_options json_schema"])
def test_complaining_comes_to_an_end(complaint: str) -> None:
    dialect: Dialect | None = Dialect()
    for _ in range(10):
        dialect = after(dialect, 400, complaint) if dialect else None
    assert dialect is None


@pytest.mark.parametrize("status", [401, 404, 429, 503])
def test_other_statuses_are_no_complaints(status: int) -> None:
    assert after(Dialect(), status, "json_schema") is None


def test_a_request_without_a_schema_asks_for_no_form() -> None:
    assert "response_format" not in Dialect().body(request(), 0, 7)


def test_the_schema_is_told_at_the_end_of_the_first_message() -> None:
    first, second = Message(role="system", content="A"), Message(role="user", content="B")
    told = with_schema_told((first, second), Message(role="system", content="S"))
    assert told == (Message(role="system", content="A\n\nS"), second)
