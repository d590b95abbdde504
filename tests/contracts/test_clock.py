"""What every clock keeps."""

import pytest

from server.adapters.clock import SystemClock
from server.ports import Clock
from tests.clock import ManualClock

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[SystemClock, ManualClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    return request.param()


def test_now_is_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset().total_seconds() == 0


def test_monotonic_never_goes_back(clock: Clock) -> None:
    assert clock.monotonic() <= clock.monotonic()


async def test_sleeping_for_nothing_returns(clock: Clock) -> None:
    await clock.sleep(0)
