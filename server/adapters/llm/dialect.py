"""Dialect: which parts of chat.completions an endpoint takes. What it refuses is left out from then on.

A reply's form is asked for by the highest rung that the endpoint takes: a JSON schema, else any JSON object with the
schema told in the prompt, else the prompt alone. Whichever it is, the reply is validated.
"""

import re
from enum import IntEnum
from typing import Literal, NamedTuple

from server.domain.value import Value
from server.ports import ChatRequest, Message


class Rung(IntEnum):
    """How the form of the reply is asked for."""

    SCHEMA = 2
    JSON = 1
    PROMPT = 0


COMPLAINTS = frozenset({400, 422, 500})
"""Statuses by which servers refuse a parameter; 500 where they fall over it."""

_FORM = re.compile(r"response_format|json_schema|json_object|schema|grammar", re.IGNORECASE)


class Dialect(Value):
    """What is sent to one endpoint beyond the model and the messages."""

    rung: Rung = Rung.SCHEMA
    usage: bool = True
    temperature: bool = True
    seed: bool = True
    limit: Literal["max_completion_tokens", "max_tokens"] = "max_tokens"
    limit_swapped: bool = False

    def body(self, request: ChatRequest, temperature: float | None, seed: int | None) -> dict[str, object]:
        """The request's parameters in this dialect."""
        body: dict[str, object] = {self.limit: request.max_tokens}
        if self.usage:
            body["stream_options"] = {"include_usage": True}
        if self.temperature and temperature is not None:
            body["temperature"] = temperature
        if self.seed and seed is not None:
            body["seed"] = seed
        form = self._form(request)
        if form is not None:
            body["response_format"] = form
        return body

    def tells_schema(self, request: ChatRequest) -> bool:
        """Whether the prompt has to tell the schema."""
        return request.schema_body is not None and self.rung < Rung.SCHEMA

    def _form(self, request: ChatRequest) -> dict[str, object] | None:
        if request.schema_body is None or self.rung is Rung.PROMPT:
            return None
        if self.rung is Rung.JSON:
            return {"type": "json_object"}
        schema = {"name": request.schema_name or "reply", "strict": True, "schema": request.schema_body}
        return {"type": "json_schema", "json_schema": schema}

    def after(self, status: int, complaint: str, sent: dict[str, object]) -> "Step | None":
        """The dialect without what this complaint is about; None where nothing is left to leave out.

        A complaint that names nothing we know is taken to mean the newest parameter first.
        """
        if status not in COMPLAINTS:
            return None
        named = self._without_named(complaint, sent)
        if named is not None:
            return Step(named, named=True)
        guessed = self._lower(sent) or (None if status == 500 else self._without_first(sent))
        return Step(guessed, named=False) if guessed is not None else None

    def _without_named(self, complaint: str, sent: dict[str, object]) -> "Dialect | None":
        if re.search(r"max_(completion_)?tokens", complaint) and not self.limit_swapped:
            other = "max_tokens" if self.limit == "max_completion_tokens" else "max_completion_tokens"
            return self.model_copy(update={"limit": other, "limit_swapped": True})
        for name, field in (("stream_options", "usage"), ("temperature", "temperature"), ("seed", "seed")):
            if name in sent and name in complaint:
                return self.model_copy(update={field: False})
        return self._lower(sent) if _FORM.search(complaint) else None

    def _without_first(self, sent: dict[str, object]) -> "Dialect | None":
        for name, field in (("stream_options", "usage"), ("seed", "seed"), ("temperature", "temperature")):
            if name in sent:
                return self.model_copy(update={field: False})
        return None

    def _lower(self, sent: dict[str, object]) -> "Dialect | None":
        if "response_format" not in sent:
            return None
        return self.model_copy(update={"rung": Rung(self.rung - 1)})


class Step(NamedTuple):
    """A dialect one step down. Where the complaint `named` what it leaves out it is certain, else it is a guess."""

    dialect: Dialect
    named: bool


def with_schema_told(messages: tuple[Message, ...], told: Message) -> tuple[Message, ...]:
    """The messages with the schema at the end of the first one: some servers take one system message only."""
    first, *rest = messages
    return (Message(role=first.role, content=f"{first.content}\n\n{told.content}"), *rest)
