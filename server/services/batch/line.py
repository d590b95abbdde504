"""Line: a line of a batch read, with every fault named; and the rubric that it brings with it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.bank import Bank
from server.domain.rubric import Depth, KeyPoint, Misconception, Rubric, version_of
from server.ports import Case

SHOWN = 80
"""Characters of a wrong value that a message repeats."""

MOST_WEIGHT = 10
"""Weights count by their shares only, so greater ones are scaled down to this."""


class _Read(BaseModel):
    """What is not asked for is passed over: a data set may have columns of its own."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Written(_Read):
    """White space around these texts does not count."""

    model_config = ConfigDict(str_strip_whitespace=True)


class _Point(_Written):
    says: Annotated[str, Field(min_length=3, max_length=600)]
    weight: float = Field(default=1, ge=1e-6, le=1e6, allow_inf_nan=False)
    id: str | None = Field(default=None, min_length=1)
    because: str = Field(
        default="It is one of the points that this question is asked for.", min_length=3, max_length=600
    )
    spoken: str | None = Field(default=None, min_length=3, max_length=600)
    depth: Depth = Depth.CORE
    cues: tuple[Annotated[str, Field(min_length=3, max_length=600)], ...] = Field(default=(), max_length=8)


class _Belief(_Written):
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
    key_points: tuple[_Point, ...] | None = Field(default=None, min_length=1, max_length=12)
    misconceptions: tuple[_Belief, ...] = Field(default=(), max_length=12)


class Refused(Exception):
    """This line cannot be graded: why, for a program and for a person."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Task(NamedTuple):
    """A case, and how its rubric's ids are called in the file."""

    case: Case
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


def task_from(number: int, read: BatchLine, given: Sequence[_Point], bank: Bank) -> Task:
    """The rubric that the line brings; its ids are replaced by ones of our own and given back in the result."""
    points = {f"point-{place}": point for place, point in enumerate(given, start=1)}
    beliefs = {f"belief-{place}": belief for place, belief in enumerate(read.misconceptions, start=1)}
    names = {own: one.id or own for own, one in (*points.items(), *beliefs.items())}
    for field, ids in (("key_points", [names[own] for own in points]), ("misconceptions", [names[o] for o in beliefs])):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise Refused("invalid", f"line {number}: {field}: expected different ids, got {twice!r} twice.")
    most = max(1.0, max(point.weight for point in given) / MOST_WEIGHT)
    rubric = Rubric(
        question_id="given",
        version=version_of(_canonical(read)),
        ask=read.question or "",
        model_answer=read.model_answer or "",
        lead_with="point-1",
        key_points=tuple(_key_point(own, point, most) for own, point in points.items()),
        misconceptions=tuple(
            Misconception(
                id=own,
                claims=belief.claims,
                because=belief.because,
                cost=belief.cost,
                cues=belief.cues,
                probe="What makes you say so?",
            )
            for own, belief in beliefs.items()
        ),
        criteria=bank.criteria,
    )
    return Task(Case(rubric=rubric, answer=read.answer, given=(rubric.ask,)), names)


def _key_point(own: str, point: _Point, most: float) -> KeyPoint:
    return KeyPoint(
        id=own,
        says=point.says,
        because=point.because,
        spoken=point.spoken or point.says,
        weight=min(MOST_WEIGHT, point.weight / most),
        depth=point.depth,
        cues=point.cues,
        probe="Can you say more about that?",
    )


def _canonical(read: BatchLine) -> str:
    body = read.model_dump(mode="json", exclude={"id", "answer", "question_id"})
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
