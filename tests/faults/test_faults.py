"""Whatever the upstream does: graded, or put off and graded later; nothing private leaks, no number is made up."""

import json
import logging
import math
import re
from pathlib import Path

import pytest

from server.domain.event import GradedData, NotGradedData
from server.domain.grade import Flag, Reason
from server.graders.llm import PHRASING_CALLS, TECHNICAL_CALLS
from server.graders.prose import MOST_CALLS
from tests.faults.house import FaultHouse, fault_house, rubric
from tests.faults.table import FAULTS, Family, Fault, Outcome
from tests.upstream import KEY, UPSTREAM_TEXT

BUDGET = {"technical": TECHNICAL_CALLS, "phrasing": PHRASING_CALLS, "prose": MOST_CALLS}
PRIVATE = (KEY, UPSTREAM_TEXT, "You mark the content of one", "You are the coach who", "How to listen", "evil.example")
SHOWN_ID = re.compile(r"\b[pmc]-[0-9a-f]{6}\b")
AN_HOUR = 3700.0

ONCE = [(fault, 1) for fault in FAULTS if fault.passing is not fault.lasting]
BOTH = [*ONCE, *[(fault, math.inf) for fault in FAULTS]]


@pytest.mark.parametrize(
    ("fault", "times"), BOTH, ids=[f"{fault.name}, {'once' if times == 1 else 'lasting'}" for fault, times in BOTH]
)
async def test_a_fault_ends_as_the_table_says(
    fault: Fault, times: float, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    expected = fault.passing if times == 1 else fault.lasting
    async with fault_house(tmp_path, fault) as house:
        if fault.act:
            house.upstream.misbehave(fault.act, fault.half, times)
        await house.answer()
        told = (await house.until("grade")).data
        if expected in (Outcome.GRADED, Outcome.RETRIED):
            await graded_well(house, fault, told, times)
        else:
            await put_off(house, fault, told, expected, caplog)
        assert (house.upstream.fired > 0) == (fault.act is not None), "the fault never struck"
        await nothing_private(house, caplog)


async def graded_well(house: FaultHouse, fault: Fault, told: object, times: float) -> None:
    assert isinstance(told, GradedData), told
    worded = (await house.until("feedback")).data
    lines = told.lines.criteria if fault.half == "phrasing" else told.lines.points
    unproven = [line for line in lines if Flag.UNVERIFIED in line.flags]
    lasting = times == math.inf
    assert bool(unproven) == (fault.unproven and lasting)
    assert all(line.earned == 0 for line in unproven)
    assert worded.by == ("template" if fault.template and lasting else "model")
    asked = [exchange.half for exchange in house.upstream.served]
    if fault.passing is Outcome.RETRIED:
        assert asked.count(fault.half) > 1
        assert asked.count(fault.half) <= BUDGET[fault.half]


async def put_off(
    house: FaultHouse, fault: Fault, told: object, expected: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(told, NotGradedData), told
    assert (told.final, told.message) == (False, told.reason.sentence)
    assert told.retry_at is not None
    assert (told.retry_at - house.clock.now()).total_seconds() <= AN_HOUR
    assert told.reason is not Reason.GRADER_FAILED
    operator = told.reason is Reason.MODEL_MISCONFIGURED
    assert operator == (expected is Outcome.OPERATOR)
    warned = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert any(message.startswith("Not graded: ") for message in warned), warned
    assert house.model.breaker.is_open or not operator
    assert "scores" not in told.model_dump()
    if fault.act is None or not recovers_here(fault):
        return
    house.upstream.mend()
    assert isinstance((await house.later(AN_HOUR)).data, GradedData)


def recovers_here(fault: Fault) -> bool:
    """Whether this fault also shows that what was put off is graded later: where the endpoint itself was down, so that
    the breaker has a part in it, and where no passing fault shows that a well endpoint is enough."""
    return fault.family in (Family.TRANSPORT, Family.STATUS) or fault.passing is fault.lasting


async def nothing_private(house: FaultHouse, caplog: pytest.LogCaptureFixture) -> None:
    events = [event.model_dump_json() for event in await house.events()]
    for private in PRIVATE:
        assert private not in caplog.text
        assert private not in "".join([*events, *house.seen])
    for line in (*rubric().key_points, *rubric().misconceptions):
        assert not any(cue in "".join([*events, *house.seen]) for cue in line.cues)
    assert not SHOWN_ID.search("".join([*events, *house.seen]))
    assert json.dumps(events).count('\\"result\\": \\"graded\\"') <= 1


def test_the_table_is_large_enough_and_names_each_fault_once() -> None:
    families = [fault.family for fault in FAULTS]
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
    assert min(families.count(family) for family in set(families)) >= 10
