"""The wire's schema: every union by name, every tag required, so that the browser's types tell members apart."""

import json

import pytest

from server.api import wire
from server.domain.interview import MoveKind


@pytest.fixture(scope="module")
def defs() -> dict[str, dict]:
    return wire.schema()["$defs"]


def test_the_unions_and_the_bodies_are_there(defs: dict[str, dict]) -> None:
    assert {"ClientFrame", "ServerFrame", "Event", "Delta", "Line", "Report", "NewInterview", "ErrorOut"} <= defs.keys()


def test_every_move_is_described_with_its_tag_required(defs: dict[str, dict]) -> None:
    moves = [one for name, one in defs.items() if name.endswith("Move") and "properties" in one]
    assert {one["properties"]["kind"]["const"] for one in moves} == set(MoveKind)
    assert all({"type", "kind", "cmid", "about"} <= set(one["required"]) for one in moves)


def test_what_we_send_has_every_field_required_and_what_we_take_may_leave_defaults_out(defs: dict[str, dict]) -> None:
    assert set(defs["Welcome"]["required"]) == set(defs["Welcome"]["properties"])
    assert "required" not in defs["NewInterview"]


def test_every_reference_leads_somewhere(defs: dict[str, dict]) -> None:
    text = json.dumps(defs)
    named = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert named <= defs.keys()
