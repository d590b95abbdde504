"""The clock of the machine really sleeps; what every clock keeps is in tests/contracts/test_clock.py."""

import pytest

from server.adapters.clock import SystemClock


@pytest.mark.anyio
async def test_sleeping_takes_time() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0.01)
    assert clock.monotonic() - before >= 0.009
