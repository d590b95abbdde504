"""Memory stays flat whatever an upstream sends: endless lines, endless text, and bombs that unpack to much more."""

import gc
import tracemalloc

import pytest

from server.adapters.llm.clocks import HOSTED, MAX_STREAM
from server.adapters.llm.openai import OpenAIChatModel
from server.ports import ModelFailed
from tests.faults import acts
from tests.faults.upstream import Act, FaultyUpstream
from tests.upstream import KEY, TestClock, request, spoken

MOST = 2 * MAX_STREAM
"""Bytes: what one stream may hold by its caps, and as much again for copies and the upstream, which runs here too."""

FLOODS: dict[str, Act] = {
    "endless line": acts.flood(b"x" * 65536),
    "endless lines": acts.flood((b"x" * 999 + b"\n") * 64),
    "endless comments": acts.flood(b": x\n\n" * 10_000),
    "an event of endless lines": acts.flood((b'\ndata: "' + b"x" * 999) * 64),
    "gzip bomb": acts.gzip_bomb,
    "gzip bomb in an error": acts.gzip_bomb_in_an_error,
}


@pytest.mark.parametrize("act", FLOODS.values(), ids=FLOODS)
async def test_a_flood_is_left_before_it_fills_the_memory(act: Act, clock: TestClock) -> None:
    acts.bomb()
    async with FaultyUpstream() as upstream:
        model = OpenAIChatModel(base_url=upstream.base_url, api_key=KEY, model="m", clocks=HOSTED, clock=clock)
        await spoken(model, asked())  # what is made only once is made here
        upstream.misbehave(act, "technical")
        gc.collect()
        tracemalloc.start()
        try:
            for _ in range(2):
                with pytest.raises(ModelFailed):
                    await spoken(model, asked())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            await model.close()
        assert upstream.fired == 2
        assert peak < MOST


def asked():
    return request("# The claims\n\n- p-000000: Something.\n")
