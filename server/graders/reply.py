"""Reply: the shapes that a model's verdicts must have, read strictly when whole, and item by item while they come."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

import jiter
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from server.domain.grade import Reason, Verdict
from server.domain.value import Value
from server.ports import ModelFailed


class PointReply(Value):
    """What the model found on one key point: its evidence first, so that the verdict follows from it."""

    id: str
    quotes: tuple[str, ...] = Field(max_length=4)
    heard: str
    verdict: Verdict
    sure: bool


class BeliefReply(Value):
    """What the model found on one misconception."""

    id: str
    quotes: tuple[str, ...] = Field(max_length=4)
    held: bool
    sure: bool


class ErrorReply(Value):
    """Another false statement that the model found."""

    quote: str
    why: str


class CriterionReply(Value):
    """What the model heard on one phrasing criterion."""

    id: str
    quote: str
    note: str
    level: int = Field(ge=0, le=4)


class TechnicalReply(Value):
    points: tuple[PointReply, ...]
    misconceptions: tuple[BeliefReply, ...]
    errors: tuple[ErrorReply, ...] = Field(max_length=10)


class PhrasingReply(Value):
    criteria: tuple[CriterionReply, ...]


Item = PointReply | BeliefReply | CriterionReply
LOOKS_PER_ID = 8
"""A reply is looked through at most so often for each id while it grows: braces without end must cost nothing."""

R = TypeVar("R", TechnicalReply, PhrasingReply)

_ITEMS: dict[str, TypeAdapter[Item]] = {
    "points": TypeAdapter(PointReply),
    "misconceptions": TypeAdapter(BeliefReply),
    "criteria": TypeAdapter(CriterionReply),
}


def items_of(reply: TechnicalReply | PhrasingReply) -> tuple[Item, ...]:
    """Everything in the reply that carries an id."""
    if isinstance(reply, TechnicalReply):
        return (*reply.points, *reply.misconceptions)
    return reply.criteria


class Growing(Generic[R]):
    """A reply as it comes. `asked` are the ids that it must hold, each once and no others."""

    def __init__(self, shape: type[R], asked: Iterable[str]) -> None:
        self.text = ""
        self._shape = shape
        self._asked = sorted(asked)
        self._looks = LOOKS_PER_ID * (len(self._asked) + 1)
        self._seen = {name: 0 for name in shape.model_fields if name in _ITEMS}

    def add(self, text: str) -> None:
        """More of the text, of which only the whole matters."""
        self.text += text

    def feed(self, text: str) -> list[Item]:
        """The items that this text completes. They are final only with the whole reply."""
        self.add(text)
        if "}" not in text or self._looks <= 0:
            return []
        self._looks -= 1
        try:
            start, end = self._bounds()
            grown = jiter.from_json(self.text[start:end].encode(), partial_mode=True)
        except ValueError:
            return []
        return [item for name in self._seen for item in self._new(name, _list(grown, name))]

    def _new(self, name: str, found: Sequence[object]) -> list[Item]:
        items: list[Item] = []
        for one in found[self._seen[name] :]:
            try:
                items.append(_ITEMS[name].validate_json(to_json(one), strict=True))
            except ValidationError:
                break
        self._seen[name] += len(items)
        return items

    def whole(self) -> R:
        """The whole reply, read strictly. ModelFailed where it is not exactly what was asked for."""
        start, end = self._bounds()
        body = self.text[start:end].encode(errors="replace")
        try:
            jiter.from_json(body, allow_inf_nan=False, catch_duplicate_keys=True)
            reply = self._shape.model_validate_json(body, strict=True)
        except ValueError:
            raise _invalid("is not one JSON object of the shape that was asked for") from None
        if "\0" in self.text or "\\u0000" in self.text:
            raise _invalid("holds a NUL character")
        if sorted(item.id for item in items_of(reply)) != self._asked:
            raise _invalid("does not hold exactly the ids that were asked for")
        return reply

    def _bounds(self) -> tuple[int, int]:
        """From the first brace to the last one, which takes off fences; of two objects nothing sensible is left."""
        return max(self.text.find("{"), 0), self.text.rfind("}") + 1


def _list(grown: object, name: str) -> Sequence[object]:
    found = cast("dict[str, Any]", grown).get(name) if isinstance(grown, dict) else None
    return cast("list[object]", found) if isinstance(found, list) else ()


def _invalid(what: str) -> ModelFailed:
    return ModelFailed(Reason.REPLY_INVALID, f"The model's reply {what}.", retryable=True)


def _object(**fields: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _array(of: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": of}


_STRING: dict[str, object] = {"type": "string"}
_BOOLEAN: dict[str, object] = {"type": "boolean"}

# The schemas are the same for every question: providers take seconds to compile a new one. They keep to the keywords
# that every server knows; what they leave open is checked above.
TECHNICAL_SCHEMA = _object(
    points=_array(
        _object(
            id=_STRING,
            quotes=_array(_STRING),
            heard=_STRING,
            verdict={"type": "string", "enum": [verdict.value for verdict in Verdict]},
            sure=_BOOLEAN,
        )
    ),
    misconceptions=_array(_object(id=_STRING, quotes=_array(_STRING), held=_BOOLEAN, sure=_BOOLEAN)),
    errors=_array(_object(quote=_STRING, why=_STRING)),
)
PHRASING_SCHEMA = _object(
    criteria=_array(
        _object(id=_STRING, quote=_STRING, note=_STRING, level={"type": "integer", "enum": [0, 1, 2, 3, 4]})
    )
)
