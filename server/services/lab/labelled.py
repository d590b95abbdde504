"""Labelled: marked answers, from the bank's samples or from a file of JSON lines such as a coach's corrections."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationError

from server.domain import scoring
from server.domain.bank import Bank
from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Evidence,
    MisconceptionVerdict,
    PointVerdict,
    Sheet,
    Verdict,
)
from server.domain.question import Question, SampleKind, Split, require_known
from server.domain.rubric import Rubric
from server.domain.value import Value
from server.errors import Invalid, NotFound

CREDIT = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0, Verdict.CONTRADICTED: 0.0}
RANKS = {SampleKind.STRONG: 2, SampleKind.PARTIAL: 1, SampleKind.WRONG: 0}


class Labelled(Value):
    """One marked answer. A point that is not named is missed, and a misconception that is not named is not held."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)
    question_id: str
    answer: str
    points: dict[str, Verdict] = {}
    held: tuple[str, ...] = ()
    phrasing: dict[str, Annotated[int, Field(ge=0, le=4)]] = {}
    kind: SampleKind | None = None

    @property
    def topic(self) -> str:
        return self.question_id.split("/")[0]

    @property
    def rank(self) -> int | None:
        """How good this answer is beside others to its question; None where its kind does not tell."""
        return RANKS.get(self.kind) if self.kind is not None else None


def samples_of(question: Question) -> Iterator[Labelled]:
    """The marked answers that ship with a question; their ids are the question's and the place in the file."""
    for place, sample in enumerate(question.samples, start=1):
        yield Labelled(
            id=f"{question.id}#{place}",
            question_id=question.id,
            answer=sample.text,
            points={name: Verdict(verdict) for name, verdict in sample.points.items()},
            held=sample.held,
            phrasing=dict(sample.phrasing),
            kind=sample.kind,
        )


def from_bank(bank: Bank) -> list[Labelled]:
    """Every sample of the bank, in the order of its files."""
    return [case for question in bank.questions.values() for case in samples_of(question)]


def from_lines(text: bytes, bank: Bank, name: str) -> list[Labelled]:
    """The marked answers of a file of JSON lines; Invalid, naming the line and field, where one is wrong."""
    cases: dict[str, Labelled] = {}
    for number, line in enumerate(text.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            case = _read(line, bank, f"{name} line {number}")
            if case.id in cases:
                raise Invalid(f"{name} line {number}: id: expected an id of its own, got {case.id!r} a second time.")
            cases[case.id] = case
    if not cases:
        raise Invalid(f"--set: expected marked answers in {name}, one JSON object a line, got none.")
    return list(cases.values())


def chosen(cases: Sequence[Labelled], bank: Bank, split: Split | None, topics: Sequence[str]) -> list[Labelled]:
    """The cases of one split (None: of both) and of these topics; Invalid where a topic is none or nothing is left."""
    known = {question.topic for question in bank.questions.values()}
    stray = next((topic for topic in topics if topic not in known), None)
    if stray is not None:
        raise Invalid(f"--topic: expected one of {', '.join(sorted(known))}, got {stray!r}.")
    found = [
        case
        for case in cases
        if (split is None or bank.question(case.question_id).split is split) and (not topics or case.topic in topics)
    ]
    if not found:
        raise Invalid("--set: expected marked answers of this split and these topics, found none. Choose more of them.")
    return found


def marked_sheet(rubric: Rubric, case: Labelled) -> Sheet:
    """The score sheet that the marks come to, by the product's own sums: covered is credit 1, partial 1/2."""
    whole = (Evidence(quote=case.answer or " ", start=0, end=max(1, len(case.answer))),)
    verdicts = {point.id: case.points.get(point.id, Verdict.MISSED) for point in rubric.key_points}
    return scoring.sheet(
        rubric,
        Assessment(
            points=tuple(
                PointVerdict(id=name, verdict=verdict, credit=CREDIT[verdict], evidence=whole)
                for name, verdict in verdicts.items()
            ),
            misconceptions=tuple(
                MisconceptionVerdict(id=one.id, held=one.id in case.held, evidence=whole)
                for one in rubric.misconceptions
            ),
            criteria=tuple(CriterionVerdict(id=one.id, level=case.phrasing.get(one.id, 0)) for one in rubric.criteria),
        ),
    )


def _read(line: bytes, bank: Bank, where: str) -> Labelled:
    try:
        case = Labelled.model_validate_json(line)
        _require_names(case, bank.rubric(case.question_id))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise Invalid(f"{where}: {field + ': ' if field else ''}{first['msg']}.") from error
    except NotFound as error:
        raise Invalid(f"{where}: question_id: {str(error).removeprefix('question: ')}") from error
    except ValueError as error:
        raise Invalid(f"{where}: {error}.") from error
    return case


def _require_names(case: Labelled, rubric: Rubric) -> None:
    named: Mapping[str, tuple[list[str], list[str]]] = {
        "points": (list(case.points), [one.id for one in rubric.key_points]),
        "held": (list(case.held), [one.id for one in rubric.misconceptions]),
        "phrasing": (list(case.phrasing), [one.id for one in rubric.criteria]),
    }
    for field, (given, known) in named.items():
        require_known(field, given, known)
