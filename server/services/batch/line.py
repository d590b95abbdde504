"""Line: a line of a batch read, with every fault named."""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.rubric import Depth, Rubric

SHOWN = 80
"""Characters of a wrong value that a message repeats."""


class _Read(BaseModel):
    """What is not asked for is passed over: a data set may have columns of its own."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Written(_Read):
    """White space around these texts does not count."""

    model_config = ConfigDict(str_strip_whitespace=True)


class Point(_Written):
    """A key point, as far as the line says it."""

    says: Annotated[str, Field(min_length=3, max_length=600)]
    weight: float = Field(default=1, ge=1e-6, le=1e6, allow_inf_nan=False)
    id: str | None = Field(default=None, min_length=1)
    because: str = Field(
        default="It is one of the points that this question is asked for.", min_length=3, max_length=600
    )
    spoken: str | None = Field(default=None, min_length=3, max_length=600)
    depth: Depth = Depth.CORE
    cues: tuple[Annotated[str, Field(min_length=3, max_length=600)], ...] = Field(default=(), max_length=8)


class Belief(_Written):
    """A misconception, as far as the line says it."""

    claims: Annotated[str, Field(min_length=3, max_length=600)]
    because: str = Field(default="The model answer says otherwise.", min_length=3, max_length=600)
    cost: Literal[1, 2, 3] = 1
    id: str | None = Field(default=None, min_length=1)
    cues: tuple[Annotated[str, Field(min_length=3, max_length=600)], ...] = Field(default=(), max_length=8)


class BatchLine(_Read):
    """`answer` keeps its white space, because offsets count in it as it came."""

    id: str | int | None
    answer: Annotated[str, Field(strict=True)]
    question_id: str | None = None
    question: str | None = Field(default=None, min_length=3, max_length=6000)
    model_answer: str | None = Field(default=None, min_length=3, max_length=6000)
    key_points: tuple[Point, ...] | None = Field(default=None, min_length=1, max_length=12)
    misconceptions: tuple[Belief, ...] = Field(default=(), max_length=12)


class Refused(Exception):
    """This line cannot be graded: why, for a program and for a person."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Brought(NamedTuple):
    """What a line brings of a rubric of its own."""

    question: str
    model_answer: str
    key_points: tuple[Point, ...] | None
    misconceptions: tuple[Belief, ...]


class Given(NamedTuple):
    """A rubric, and how its ids are called in the file."""

    rubric: Rubric
    names: dict[str, str]


def digest_of(line: bytes) -> str:
    """Tells one line from another: 12 hex digits, written into its result."""
    return hashlib.sha256(line.strip()).hexdigest()[:12]


def parsed(number: int, line: bytes) -> BatchLine:
    try:
        return BatchLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = "".join(f"{part}: " for part in (".".join(map(str, first["loc"])),) if part)
        got = "" if first["type"] == "json_invalid" else f", got {repr(first['input'])[:SHOWN]}"
        raise Refused("invalid", f"line {number}: {field}{first['msg']}{got}.") from error


def id_of(line: bytes) -> object:
    """The id of a line that is wrong otherwise; None where it has none that can be read."""
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found: object = body.get("id") if isinstance(body, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return found if isinstance(found, str | int) and _is_text(found) else None


def _is_text(value: object) -> bool:
    """Half of a surrogate pair can be spelled in JSON and is no text."""
    return not any("\ud800" <= char <= "\udfff" for char in str(value))


def brought_by(number: int, read: BatchLine) -> Brought:
    """What the line brings; Refused where that is not enough to derive the rest from."""
    if read.question is None:
        raise Refused("invalid", f"line {number}: expected question_id, or question with model_answer, got none.")
    if read.model_answer is None:
        raise Refused("invalid", f"line {number}: model_answer: expected one beside question, got none.")
    _require_different(number, "key_points", "point", read.key_points or ())
    _require_different(number, "misconceptions", "belief", read.misconceptions)
    return Brought(read.question, read.model_answer, read.key_points, read.misconceptions)


def _require_different(number: int, field: str, own: str, given: Sequence[Point | Belief]) -> None:
    """What has no id is called by its place, as in `point-2`."""
    ids = [one.id or f"{own}-{place}" for place, one in enumerate(given, start=1)]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise Refused("invalid", f"line {number}: {field}: expected different ids, got {twice!r} twice.")
