"""The language model: requests, streamed replies, failures, and prompts."""

from collections.abc import AsyncGenerator
from typing import Literal, Protocol

from server.domain.grade import Reason
from server.domain.value import Value
from server.errors import Unavailable


class Message(Value):
    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(Protocol):
    """One prompt file. `text` is its canonical text, and `version` the hash of that."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def text(self) -> str: ...
    def message(self, **inputs: object) -> Message:
        """The prompt with exactly its declared inputs filled in, as data and never as template."""
        ...


class ChatRequest(Value):
    """`schema_body` is the JSON Schema the reply must satisfy, where it must be JSON."""

    messages: tuple[Message, ...]
    max_tokens: int
    schema_name: str | None = None
    schema_body: dict[str, object] | None = None


class Text(Value):
    """More of the reply."""

    text: str


class Finished(Value):
    """The reply is complete: the upstream said so. Usage is None where the upstream did not tell.

    `settings` is what was really sent: a setting that the endpoint refuses is left out.
    """

    model_served: str | None
    tokens_in: int | None
    tokens_out: int | None
    settings: dict[str, str | int | float | bool | None] = {}


class ModelFailed(Unavailable):
    """The model did not give a complete reply. `retryable` soon, or only after an operator has changed something.

    The message is for the operator's log; it holds no key, no prompt and no upstream text.
    """

    code = "model_failed"

    def __init__(self, reason: Reason, message: str, *, retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after


class ChatModel(Protocol):
    """One language model at one endpoint. A stream ends with Finished, or raises ModelFailed."""

    name: str

    def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]: ...

    def count_tokens(self, text: str) -> int:
        """Tokens of this text, exactly or estimated with a similar model's vocabulary."""
        ...

    async def close(self) -> None: ...
