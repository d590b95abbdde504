"""Calls: counted, paid for, tried again with jitter, and never beyond the budget."""

import pytest

from server.domain.grade import Reason
from server.graders.calls import LONGEST_WAIT, Calls, Spent
from server.ports import ChatRequest, Finished, Message, ModelFailed
from tests.graders.fakes import FakeModel
from tests.upstream import TestClock

ASKED = ChatRequest(messages=(Message(role="system", content="x" * 400),), max_tokens=50)
BUSY = ModelFailed(Reason.MODEL_BUSY, "busy", retryable=True)


def calls(model: FakeModel, clock: TestClock, *, most: int = 3, context: int = 1000) -> tuple[Calls, Spent]:
    spent = Spent()
    return Calls(model, clock, spent, most=most, context=context, jitter=lambda: 0.5), spent


async def once(made: Calls) -> str:
    said: list[str] = []
    await made.once(ASKED, said.append)
    return "".join(said)


async def test_a_call_feeds_its_text_on_and_is_counted(clock: TestClock) -> None:
    made, spent = calls(FakeModel("one two"), clock)
    assert await once(made) == "one two"
    usage = spent.usage()
    assert (usage.calls, usage.tokens_in, usage.tokens_out, usage.estimated) == (1, 100, 2, False)
    assert (made.left, spent.model_served, spent.settings) == (2, "fake-served", {"seed": 7})


async def test_failed_tries_are_paid_for_too(clock: TestClock) -> None:
    made, spent = calls(FakeModel(BUSY, "one"), clock)
    assert await made.until_whole(lambda: once(made)) == "one"
    usage = spent.usage()
    assert (usage.calls, usage.tokens_in, usage.estimated) == (2, 200, True)


async def test_waits_grow_with_full_jitter(clock: TestClock) -> None:
    made, _ = calls(FakeModel(BUSY, BUSY, "one"), clock)
    await made.until_whole(lambda: once(made))
    assert clock.slept == [0.25, 0.5]


async def test_the_budget_is_kept(clock: TestClock) -> None:
    model = FakeModel(*[BUSY] * 9)
    made, _ = calls(model, clock, most=2)
    with pytest.raises(ModelFailed):
        await made.until_whole(lambda: once(made))
    assert len(model.requests) == 2


def busy_for(seconds: float) -> ModelFailed:
    return ModelFailed(Reason.MODEL_BUSY, "busy", retryable=True, retry_after=seconds)


async def test_retry_after_is_obeyed(clock: TestClock) -> None:
    made, _ = calls(FakeModel(busy_for(LONGEST_WAIT), "one"), clock)
    assert await made.until_whole(lambda: once(made)) == "one"
    assert clock.slept == [LONGEST_WAIT]


async def test_a_long_retry_after_is_left_to_whoever_asked(clock: TestClock) -> None:
    made, _ = calls(FakeModel(busy_for(LONGEST_WAIT + 1)), clock)
    with pytest.raises(ModelFailed) as caught:
        await made.until_whole(lambda: once(made))
    assert (caught.value.retry_after, clock.slept) == (LONGEST_WAIT + 1, [])


async def test_what_only_an_operator_can_mend_is_not_tried_again(clock: TestClock) -> None:
    model = FakeModel(ModelFailed(Reason.MODEL_MISCONFIGURED, "key", retryable=False))
    made, _ = calls(model, clock)
    with pytest.raises(ModelFailed):
        await made.until_whole(lambda: once(made))
    assert len(model.requests) == 1


async def test_a_request_that_does_not_fit_is_not_made(clock: TestClock) -> None:
    model = FakeModel("one")
    made, spent = calls(model, clock, context=149)
    with pytest.raises(ModelFailed) as caught:
        await once(made)
    assert caught.value.reason is Reason.ANSWER_TOO_LONG
    assert (model.requests, spent.calls) == ([], 0)


@pytest.mark.parametrize(("told", "cut"), [(20, True), (40, False), (0, False), (None, False)])
async def test_a_context_that_was_cut_silently_is_noticed(clock: TestClock, told: int | None, cut: bool) -> None:
    finished = Finished(model_served=None, tokens_in=told, tokens_out=1)
    made, _ = calls(FakeModel(("one", finished)), clock)
    if cut:
        with pytest.raises(ModelFailed) as caught:
            await once(made)
        assert caught.value.reason is Reason.ANSWER_TOO_LONG
    else:
        assert await once(made) == "one"


async def test_counts_that_cannot_be_are_replaced_by_our_own(clock: TestClock) -> None:
    finished = Finished(model_served=None, tokens_in=9_000_000, tokens_out=9_000_000)
    made, spent = calls(FakeModel(("one two three", finished)), clock)
    await once(made)
    assert (spent.usage().tokens_in, spent.usage().tokens_out, spent.usage().estimated) == (100, 3, True)
