"""What the tests of the language model share: one scripted upstream a session, clocks, and a model on that upstream."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from server.adapters.llm.clocks import HOSTED, Clocks
from server.adapters.llm.openai import OpenAIChatModel
from server.adapters.llm.scripted import ScriptedUpstream
from server.ports import ChatModel, ChatRequest, Finished, Message, Text

KEY = "sk-the-secret-key"
PROMPT = "The secret prompt of this request."
UPSTREAM_TEXT = "the upstream's own words"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

FAST = Clocks(connect=3, headers=0.15, first_text=0.15, gap=0.15, total=30)
"""For tests in which a clock has to run out."""


class TestClock:
    """Real time for what is waited for in earnest; a sleep is only written down."""

    __test__ = False

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.ahead = 0.0

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture(scope="session")
def served() -> Iterator[ScriptedUpstream]:
    with ScriptedUpstream() as up:
        yield up


@pytest.fixture
def up(served: ScriptedUpstream) -> Iterator[ScriptedUpstream]:
    served.reset()
    yield served
    served.reset()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def model(up: ScriptedUpstream, clock: TestClock) -> AsyncIterator[OpenAIChatModel]:
    made = model_on(up.base_url, clock)
    yield made
    await made.close()


def model_on(base_url: str, clock: TestClock, clocks: Clocks = HOSTED) -> OpenAIChatModel:
    return OpenAIChatModel(base_url=base_url, api_key=KEY, model="asked-1", clocks=clocks, clock=clock)


def request(content: str = PROMPT, *, schema: dict[str, object] | None = None, max_tokens: int = 1000) -> ChatRequest:
    return ChatRequest(
        messages=(Message(role="system", content=content), Message(role="user", content="Go.")),
        max_tokens=max_tokens,
        schema_name="test" if schema else None,
        schema_body=schema,
    )


async def spoken(model: ChatModel, asked: ChatRequest | None = None) -> tuple[str, Finished]:
    """All that the model says, and how it finished."""
    text, finished = "", None
    async with aclosing(model.stream(asked or request())) as pieces:
        async for piece in pieces:
            if isinstance(piece, Text):
                text += piece.text
            else:
                finished = piece
    assert finished is not None
    return text, finished
