"""A ChatModel without a network, for tests of what stands above it."""

from collections.abc import AsyncGenerator

from server.ports import ChatRequest, Finished, ModelFailed, Text

Outcome = str | ModelFailed | tuple[str, Finished]


class FakeModel:
    """Says its outcomes one after the other, a few letters at a time, then `more`."""

    name = "fake"

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[ChatRequest] = []

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        self.requests.append(request)
        outcome = self.outcomes.pop(0) if self.outcomes else "more"
        if isinstance(outcome, ModelFailed):
            raise outcome
        text, finished = outcome if isinstance(outcome, tuple) else (outcome, self._finished(request, outcome))
        for start in range(0, len(text), 7):
            yield Text(text=text[start : start + 7])
        yield finished

    def _finished(self, request: ChatRequest, text: str) -> Finished:
        told = sum(len(message.content) for message in request.messages) // 4
        return Finished(model_served="fake-served", tokens_in=told, tokens_out=len(text.split()), settings={"seed": 7})

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    async def close(self) -> None:
        self.outcomes.clear()
