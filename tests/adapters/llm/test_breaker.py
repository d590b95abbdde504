"""The breaker: opens on too many failures, looks again after a while, and lets one call through to do so."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from server.adapters.llm.breaker import MISCONFIGURED_SECONDS, OPEN_SECONDS, Breaker, GuardedModel
from server.domain.grade import Reason
from server.ports import ChatRequest, Finished, ModelFailed, Text
from tests.upstream import TestClock, request, spoken

DOWN = ModelFailed(Reason.MODEL_UNREACHABLE, "down", retryable=True)
WRONG_KEY = ModelFailed(Reason.MODEL_MISCONFIGURED, "key", retryable=False)
FINISHED = Finished(model_served=None, tokens_in=None, tokens_out=None)


class Flaky:
    """A ChatModel that does what its list says: fail, or speak."""

    name = "flaky"

    def __init__(self, *outcomes: ModelFailed | None) -> None:
        self.outcomes = list(outcomes)
        self.calls = 0

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        self.calls += 1
        yield Text(text="a")
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome:
            raise outcome
        yield FINISHED

    def count_tokens(self, text: str) -> int:
        return len(text)

    async def close(self) -> None:
        self.calls = -1


async def fail(model: GuardedModel) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        await spoken(model)
    return caught.value


def test_three_failures_in_a_row_open_it(clock: TestClock) -> None:
    breaker = Breaker(clock)
    for _ in range(3):
        assert not breaker.is_open
        breaker.failed(DOWN)
    assert breaker.is_open


def test_five_failures_in_twenty_open_it(clock: TestClock) -> None:
    breaker = Breaker(clock)
    for _ in range(4):
        breaker.failed(DOWN)
        breaker.worked()
        breaker.worked()
    assert not breaker.is_open
    breaker.failed(DOWN)
    assert breaker.is_open


def test_failures_long_past_do_not_count(clock: TestClock) -> None:
    breaker = Breaker(clock)
    for _ in range(12):
        breaker.failed(DOWN)
        for _ in range(6):
            breaker.worked()
    assert not breaker.is_open


@pytest.mark.parametrize("reason", [Reason.MODEL_REFUSED, Reason.ANSWER_TOO_LONG, Reason.REPLY_INVALID])
def test_a_failure_of_one_request_says_nothing_about_the_endpoint(clock: TestClock, reason: Reason) -> None:
    breaker = Breaker(clock)
    for _ in range(10):
        breaker.failed(ModelFailed(reason, "x", retryable=False))
    assert not breaker.is_open


async def test_an_open_breaker_refuses_without_calling(clock: TestClock) -> None:
    model = Flaky(DOWN, DOWN, DOWN)
    guarded = GuardedModel(model, clock)
    for _ in range(3):
        await fail(guarded)
    refused = await fail(guarded)
    assert model.calls == 3
    assert refused.reason is Reason.MODEL_UNREACHABLE
    assert refused.retry_after == pytest.approx(OPEN_SECONDS, abs=1)


async def test_a_misconfiguration_opens_it_at_once_and_for_longer(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(WRONG_KEY), clock)
    await fail(guarded)
    refused = await fail(guarded)
    assert (refused.reason, refused.retryable) == (Reason.MODEL_MISCONFIGURED, False)
    assert refused.retry_after == pytest.approx(MISCONFIGURED_SECONDS, abs=1)


async def test_after_a_while_one_call_decides(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(DOWN, DOWN, DOWN, DOWN), clock)
    for _ in range(3):
        await fail(guarded)
    clock.ahead = OPEN_SECONDS + 1
    trying = guarded.stream(request())
    await anext(trying)
    with pytest.raises(ModelFailed):
        guarded.breaker.enter()
    with pytest.raises(ModelFailed):
        await anext(trying)
    assert guarded.breaker.is_open
    clock.ahead *= 2.1
    await spoken(guarded)
    assert not guarded.breaker.is_open


async def test_a_call_beside_the_trial_waits_for_what_it_finds(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(WRONG_KEY), clock)
    await fail(guarded)
    clock.ahead = MISCONFIGURED_SECONDS + 1
    trial = guarded.stream(request())
    await anext(trial)
    beside = asyncio.create_task(spoken(guarded))
    await asyncio.sleep(0)
    assert not beside.done()
    assert [piece async for piece in trial] == [FINISHED]
    assert (await beside)[0] == "a"


async def test_where_the_trial_is_left_one_of_those_who_wait_is_the_next(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(WRONG_KEY), clock)
    await fail(guarded)
    clock.ahead = MISCONFIGURED_SECONDS + 1
    trial = guarded.stream(request())
    await anext(trial)
    beside = [asyncio.create_task(spoken(guarded)) for _ in range(3)]
    await asyncio.sleep(0)
    await trial.aclose()
    assert [text for text, _ in await asyncio.gather(*beside)] == ["a"] * 3
    assert not guarded.breaker.is_open


async def test_a_caller_who_leaves_decides_nothing(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(DOWN, DOWN, DOWN), clock)
    for _ in range(3):
        await fail(guarded)
    clock.ahead = OPEN_SECONDS + 1
    trying = guarded.stream(request())
    await anext(trying)
    await trying.aclose()
    assert guarded.breaker.is_open
    await spoken(guarded)
    assert not guarded.breaker.is_open


async def test_a_call_that_began_before_it_opened_does_not_close_it(clock: TestClock) -> None:
    guarded = GuardedModel(Flaky(), clock)
    early = guarded.stream(request())
    await anext(early)
    guarded.breaker.failed(WRONG_KEY)
    assert [piece async for piece in early] == [FINISHED]
    assert guarded.breaker.is_open


def test_a_later_and_lesser_failure_does_not_open_it_for_less(clock: TestClock) -> None:
    breaker = Breaker(clock)
    for failure in (WRONG_KEY, DOWN, DOWN, DOWN):
        breaker.failed(failure)
    with pytest.raises(ModelFailed) as caught:
        breaker.enter()
    assert caught.value.reason is Reason.MODEL_MISCONFIGURED


async def test_it_is_the_model_that_it_guards(clock: TestClock) -> None:
    model = Flaky()
    guarded = GuardedModel(model, clock)
    assert (guarded.name, guarded.count_tokens("abc")) == ("flaky", 3)
    await guarded.close()
    assert model.calls == -1
