"""What every ChatModel keeps: text, then Finished, or ModelFailed; never a stream that just ends."""

from collections.abc import Callable

import pytest

from server.adapters.llm.breaker import GuardedModel
from server.adapters.llm.openai import OpenAIChatModel
from server.adapters.llm.scripted import Fail, Say, ScriptedUpstream
from server.domain.grade import Reason
from server.ports import ChatModel, Finished, ModelFailed, Text
from tests.graders.fakes import FakeModel
from tests.upstream import TestClock, clock, model, request, served, up

__all__ = ["clock", "model", "served", "up"]

Play = Callable[[str | None], None]


@pytest.fixture(params=["openai", "guarded", "fake"])
def spoken_by(
    request: pytest.FixtureRequest, up: ScriptedUpstream, model: OpenAIChatModel, clock: TestClock
) -> tuple[ChatModel, Play]:
    """A model, and how to make it say a text, or fail on None."""
    fake = FakeModel()

    def play(text: str | None) -> None:
        if request.param == "fake":
            fake.outcomes.append(
                ModelFailed(Reason.MODEL_UNREACHABLE, "down", retryable=True) if text is None else text
            )
        else:
            up.play(Fail(503) if text is None else Say(text))

    made: dict[str, ChatModel] = {"openai": model, "guarded": GuardedModel(model, clock), "fake": fake}
    return made[request.param], play


async def test_a_stream_is_text_and_ends_with_finished(spoken_by: tuple[ChatModel, Play]) -> None:
    speaker, play = spoken_by
    play("One  two.\n\nThree.")
    *texts, last = [piece async for piece in speaker.stream(request())]
    assert isinstance(last, Finished)
    assert "".join(piece.text for piece in texts if isinstance(piece, Text)) == "One  two.\n\nThree."


async def test_a_failure_is_raised_as_model_failed(spoken_by: tuple[ChatModel, Play]) -> None:
    speaker, play = spoken_by
    play(None)
    with pytest.raises(ModelFailed) as caught:
        [piece async for piece in speaker.stream(request())]
    assert (caught.value.reason, caught.value.retryable) == (Reason.MODEL_UNREACHABLE, True)


async def test_a_stream_can_be_left_and_another_begun(spoken_by: tuple[ChatModel, Play]) -> None:
    speaker, play = spoken_by
    play("one two three")
    play("four")
    left = speaker.stream(request())
    await anext(left)
    await left.aclose()
    assert isinstance([piece async for piece in speaker.stream(request())][-1], Finished)


async def test_tokens_grow_with_the_text(spoken_by: tuple[ChatModel, Play]) -> None:
    speaker, _ = spoken_by
    assert 0 <= speaker.count_tokens("") < speaker.count_tokens("one two three four five")
    assert speaker.name
