"""Batch: a line of JSON with an answer in it becomes a line of JSON with its grade, the same for any grader.

In:  {id, answer, question_id}
     {id, answer, question, model_answer, key_points: [{id, says, weight}], misconceptions?: [{id, claims, because?,
     cost?}]}; further fields of a key point (because, spoken, cues, ...) help where they are given.
Out: {id, result, reason, message, technical, phrasing, band, verdicts, misconceptions, phrasing_lines, provenance}

The same line and grader give the same bytes: what is written says nothing of time, claim or cost.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.domain.bank import Bank
from server.domain.grade import Evidence, Graded, NotGraded, Provenance
from server.domain.rubric import Depth, KeyPoint, Misconception, Rubric, version_of
from server.errors import NotFound
from server.ports import Case, Grader

Result = dict[str, Any]
T = TypeVar("T")

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


class _Line(_Read):
    """`answer` keeps its white space, because offsets count in it as it came."""

    id: str | int | None
    answer: Annotated[str, Field(strict=True)]
    question_id: str | None = None
    question: str | None = Field(default=None, min_length=3, max_length=6000)
    model_answer: str | None = Field(default=None, min_length=3, max_length=6000)
    key_points: tuple[_Point, ...] | None = Field(default=None, min_length=1, max_length=12)
    misconceptions: tuple[_Belief, ...] = Field(default=(), max_length=12)


class _Refused(Exception):
    """This line cannot be graded: why, for a program and for a person."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class _Task(NamedTuple):
    """A case, and how its rubric's ids are called in the file."""

    case: Case
    names: dict[str, str]


class Batch:
    """Grades lines with one grader against one bank."""

    def __init__(self, bank: Bank, grader: Grader) -> None:
        self._bank = bank
        self._grader = grader
        self._rubrics: dict[str, Rubric] = {}

    async def result(self, number: int, line: bytes) -> Result:
        """What line `number` (from 1) came to. Never raises for what stands in the line."""
        made_from = {"input": digest_of(line)}
        try:
            read = _parsed(number, line)
            task = self._task(number, read)
        except _Refused as refused:
            return _not_graded(_id_of(line), refused.reason, str(refused), made_from)
        grade = await last_of(self._grader, task.case)
        made_from |= _lasting(grade.provenance)
        if isinstance(grade, NotGraded):
            return _not_graded(read.id, grade.reason, grade.reason.sentence, made_from)
        return _graded(read.id, grade, task, made_from)

    def _task(self, number: int, read: _Line) -> _Task:
        if read.question_id is not None:
            return self._from_bank(number, read.question_id, read.answer)
        if read.question is None:
            raise _Refused("invalid", f"line {number}: expected question_id, or question with model_answer, got none.")
        if read.model_answer is None:
            raise _Refused("invalid", f"line {number}: model_answer: expected one beside question, got none.")
        if read.key_points is None:
            raise _Refused(
                "rubric_incomplete",
                f"line {number}: key_points: expected a list of {{id, says, weight}}, got none. "
                "Key points are not derived from a model answer yet: give them, or use question_id.",
            )
        return _from_line(number, read, read.key_points, self._bank)

    def _from_bank(self, number: int, question_id: str, answer: str) -> _Task:
        if question_id not in self._rubrics:
            try:
                self._rubrics[question_id] = self._bank.rubric(question_id)
            except NotFound as error:
                raise _Refused(
                    "unknown_question", f"line {number}: question_id: {str(error).removeprefix('question: ')}"
                ) from error
        rubric = self._rubrics[question_id]
        return _Task(Case(rubric=rubric, answer=answer, given=(rubric.ask,)), {})


def digest_of(line: bytes) -> str:
    """Tells one line from another: 12 hex digits, written into its result."""
    return hashlib.sha256(line.strip()).hexdigest()[:12]


def text_of(result: Result) -> bytes:
    """The line of a result, without line breaks of any kind inside."""
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    for char in "\x7f\x85\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode() + b"\n"


async def last_of(grader: Grader, case: Case) -> Graded | NotGraded:
    """The grade, which a grader says last."""
    grade: Graded | NotGraded | None = None
    async for item in grader.grade(case):
        if isinstance(item, Graded | NotGraded):
            grade = item
    assert grade is not None, "a grader always ends with the whole"
    return grade


def result_of(given_id: object, case: Case, grade: Graded | NotGraded) -> Result:
    """One grade in the shape of a line."""
    made_from = _lasting(grade.provenance)
    if isinstance(grade, NotGraded):
        return _not_graded(given_id, grade.reason, grade.reason.sentence, made_from)
    return _graded(given_id, grade, _Task(case, {}), made_from)


def _parsed(number: int, line: bytes) -> _Line:
    try:
        return _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = "".join(f"{part}: " for part in (".".join(map(str, first["loc"])),) if part)
        got = "" if first["type"] == "json_invalid" else f", got {repr(first['input'])[:SHOWN]}"
        raise _Refused("invalid", f"line {number}: {field}{first['msg']}{got}.") from error


def _id_of(line: bytes) -> object:
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


def _from_line(number: int, read: _Line, given: Sequence[_Point], bank: Bank) -> _Task:
    """The rubric that the line brings; its ids are replaced by ones of our own and given back in the result."""
    points = {f"point-{place}": point for place, point in enumerate(given, start=1)}
    beliefs = {f"belief-{place}": belief for place, belief in enumerate(read.misconceptions, start=1)}
    names = {own: one.id or own for own, one in (*points.items(), *beliefs.items())}
    for field, ids in (("key_points", [names[own] for own in points]), ("misconceptions", [names[o] for o in beliefs])):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise _Refused("invalid", f"line {number}: {field}: expected different ids, got {twice!r} twice.")
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
    return _Task(Case(rubric=rubric, answer=read.answer, given=(rubric.ask,)), names)


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


def _canonical(read: _Line) -> str:
    body = read.model_dump(mode="json", exclude={"id", "answer", "question_id"})
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _lasting(provenance: Provenance) -> Result:
    return provenance.model_dump(mode="json", exclude={"at", "claim", "usage"}, exclude_none=True)


def _not_graded(given_id: object, reason: str, message: str, provenance: Result) -> Result:
    return {
        "id": given_id,
        "result": "not_graded",
        "reason": str(reason),
        "message": message,
        "technical": None,
        "phrasing": None,
        "band": None,
        "verdicts": [],
        "misconceptions": [],
        "phrasing_lines": [],
        "provenance": provenance,
    }


def _graded(given_id: object, grade: Graded, task: _Task, provenance: Result) -> Result:
    rubric, names, sheet = task.case.rubric, task.names, grade.sheet
    costs = {belief.id: belief.cost for belief in rubric.misconceptions}
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    return {
        "id": given_id,
        "result": "graded",
        "technical": sheet.technical,
        "phrasing": sheet.phrasing,
        "band": grade.band.model_dump() if grade.band is not None else None,
        "verdicts": [
            {
                "point": names.get(line.id, line.id),
                "verdict": str(line.verdict),
                "credit": line.credit,
                "flags": [str(flag) for flag in line.flags],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.points
        ],
        "misconceptions": [
            {
                "id": names.get(line.id, line.id),
                "held": line.held,
                "cost": costs[line.id],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.misconceptions
        ],
        "phrasing_lines": [
            {
                "criterion": line.id,
                "level": line.level,
                "weight": weights[line.id],
                "evidence": _quotes(line.evidence),
            }
            for line in sheet.criteria
        ],
        "provenance": provenance,
    }


def _quotes(evidence: Sequence[Evidence]) -> list[Result]:
    return [one.model_dump() for one in evidence]
