"""A call is reserved before it is made and settled when it is over, however it ends; one without room is not made."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from server.adapters.db.store import SqliteStore
from server.adapters.llm.metered import FRAMING, MeteredModel
from server.domain.grade import Reason
from server.ports import Caps, ChatRequest, Finished, Message, ModelFailed, Payer, Text
from tests.adapters.db.conftest import empty, store
from tests.adapters.db.rows import NOW
from tests.clock import ManualClock

__all__ = ["empty", "store"]

pytestmark = pytest.mark.anyio

ME = Payer(person="local", answer_id="a1", claim=1)
ASKED = 5 + FRAMING
REQUEST = ChatRequest(messages=(Message(role="user", content="12345"),), max_tokens=100)
WHOLE = ASKED + REQUEST.max_tokens


class Spoken:
    """A ChatModel that says two letters and then ends as it was told; one letter is one token."""

    name = "spoken"

    def __init__(self, end: Finished | ModelFailed, said: str = "ab") -> None:
        self.end = end
        self.said = said
        self.calls = 0
        self.gate: asyncio.Event | None = None

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        self.calls += 1
        if self.gate is not None:
            await self.gate.wait()
        for letter in self.said:
            yield Text(text=letter)
        if isinstance(self.end, ModelFailed):
            raise self.end
        yield self.end

    def count_tokens(self, text: str) -> int:
        return len(text)

    async def close(self) -> None:
        self.calls = -1


def finished(tokens_in: int | None = None, tokens_out: int | None = None) -> Finished:
    return Finished(model_served=None, tokens_in=tokens_in, tokens_out=tokens_out)


def failed(reason: Reason) -> ModelFailed:
    return ModelFailed(reason, "it failed", retryable=True)


def metered(store: SqliteStore, model: Spoken, **caps: int) -> MeteredModel:
    return MeteredModel(model, store, ManualClock(datetime(2026, 11, 21, 21, 30, tzinfo=UTC)), Caps(**caps))


async def speak(model: MeteredModel, request: ChatRequest = REQUEST) -> list[Text | Finished]:
    with model.paid_by(ME):
        return [piece async for piece in model.stream(request)]


async def counted(store: SqliteStore) -> int:
    return await store.read(lambda repos: repos.spending.counted(NOW.date()))


@pytest.mark.parametrize(
    ("model", "spent"),
    [
        (Spoken(finished(7, 9)), 16),
        (Spoken(finished()), ASKED + 2),
        (Spoken(finished(7, None)), ASKED + 2),
        (Spoken(failed(Reason.REPLY_CUT)), ASKED + 2),
        (Spoken(failed(Reason.MODEL_UNREACHABLE)), ASKED + 2),
        (Spoken(failed(Reason.MODEL_UNREACHABLE), said=""), 0),
        (Spoken(failed(Reason.MODEL_BUSY), said=""), 0),
        (Spoken(failed(Reason.MODEL_TOO_SLOW), said=""), ASKED),
    ],
)
async def test_what_a_call_took_is_written_down_however_it_ended(store: SqliteStore, model: Spoken, spent: int) -> None:
    guarded = metered(store, model, day=1000)
    if isinstance(model.end, ModelFailed):
        with pytest.raises(ModelFailed):
            await speak(guarded)
    else:
        assert (await speak(guarded))[-1] == model.end
    assert await counted(store) == spent


async def test_while_it_runs_the_most_it_can_take_counts(store: SqliteStore) -> None:
    model = Spoken(finished(1, 1))
    model.gate = asyncio.Event()
    guarded = metered(store, model, day=WHOLE)
    running = asyncio.create_task(speak(guarded))
    async with asyncio.timeout(5):
        while model.calls == 0:
            await asyncio.sleep(0.001)
    assert await counted(store) == WHOLE
    with pytest.raises(ModelFailed):
        await speak(guarded)
    model.gate.set()
    await running
    assert await counted(store) == 2


async def test_a_call_that_is_left_or_cancelled_is_settled_by_what_was_said(store: SqliteStore) -> None:
    guarded = metered(store, Spoken(finished()), day=1000)
    with guarded.paid_by(ME):
        async with aclosing(guarded.stream(REQUEST)) as pieces:
            await anext(pieces)
    assert await counted(store) == ASKED + 1


@pytest.mark.parametrize(
    ("cap", "reason", "wait", "setting"),
    [
        ("day", Reason.BUDGET_SPENT, 9000, "VIVA_DAILY_TOKEN_CAP"),
        ("person_day", Reason.BUDGET_SPENT, 9000, "VIVA_PERSON_DAILY_TOKEN_CAP"),
        ("answer", Reason.ANSWER_BUDGET_SPENT, None, "VIVA_ANSWER_TOKEN_CAP"),
    ],
)
async def test_a_call_without_room_is_not_made_and_the_operator_reads_which_cap(
    store: SqliteStore, cap: str, reason: Reason, wait: float | None, setting: str
) -> None:
    model = Spoken(finished())
    with pytest.raises(ModelFailed, match=f"^{setting}: a call that may take {WHOLE} tokens") as refused:
        await speak(metered(store, model, **{cap: WHOLE - 1}))
    assert (refused.value.reason, refused.value.retry_after, refused.value.retryable) == (reason, wait, False)
    assert (model.calls, await counted(store)) == (0, 0)


async def test_a_schema_is_counted_because_it_is_sent(store: SqliteStore) -> None:
    guarded = metered(store, Spoken(finished()), day=10_000)
    await speak(guarded, REQUEST.model_copy(update={"schema_name": "s", "schema_body": {"type": "object"}}))
    assert await counted(store) > ASKED + 2


async def test_caps_hold_under_many_calls_at_once(store: SqliteStore) -> None:
    model = Spoken(finished(50, 50))
    guarded = metered(store, model, day=5 * WHOLE)
    results = await asyncio.gather(*(speak(guarded) for _ in range(20)), return_exceptions=True)
    assert model.calls == sum(not isinstance(one, BaseException) for one in results)
    assert await counted(store) == 100 * model.calls <= 5 * WHOLE


async def test_a_call_for_nobody_is_a_mistake_of_ours(store: SqliteStore) -> None:
    with pytest.raises(LookupError):
        await anext(metered(store, Spoken(finished()), day=1000).stream(REQUEST))


async def test_it_is_otherwise_the_model_itself(store: SqliteStore) -> None:
    model = Spoken(finished())
    guarded = metered(store, model, day=1)
    assert (guarded.name, guarded.count_tokens("abc")) == ("spoken", 3)
    await guarded.close()
    assert model.calls == -1
