"""Run: one frozen measurement: what was graded by what, and for each marked answer the marks beside the grade."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import ValidationError

from server.domain.agreement import Compared
from server.domain.grade import Reason, Verdict
from server.domain.rubric import Rubric
from server.domain.value import Value
from server.errors import Invalid
from server.services.lab.judgement import GraderUsed, Judgement
from server.services.lab.labelled import Labelled, marked_sheet


class Header(Value):
    """What a run is of. `rubrics` are the versions by question; `at` is when it was made."""

    format: Literal["viva-lab-run-1"] = "viva-lab-run-1"
    viva: str
    at: datetime
    grader: GraderUsed
    set: str
    split: str
    topics: tuple[str, ...] = ()
    rubrics: dict[str, str]


class Result(Value):
    """One marked answer and its judgement, or why there is none: such a case is counted and never scored.

    `points` are the marks with every point named, `technical` and `phrasing` what the marks come to; phrasing is None
    where no criterion is marked.
    """

    case: Labelled
    points: dict[str, Verdict]
    technical: float
    phrasing: float | None
    judged: Judgement | None = None
    reason: Reason | None = None

    @property
    def error(self) -> float | None:
        """Grade minus mark of the technical score."""
        return self.judged.technical - self.technical if self.judged is not None else None


class Run(Value):
    header: Header
    results: tuple[Result, ...]

    @property
    def graded(self) -> list[Result]:
        return [one for one in self.results if one.judged is not None]

    @property
    def not_graded(self) -> list[Result]:
        return [one for one in self.results if one.judged is None]

    @property
    def tokens(self) -> int:
        return sum(one.judged.tokens for one in self.results if one.judged is not None)


def result_of(rubric: Rubric, case: Labelled, found: Judgement | Reason) -> Result:
    """The marks, with every point named, beside what was found."""
    marks = marked_sheet(rubric, case)
    known = isinstance(found, Judgement)
    return Result(
        case=case,
        points={line.id: line.verdict for line in marks.points},
        technical=marks.technical,
        phrasing=marks.phrasing if case.phrasing else None,
        judged=found if known else None,
        reason=None if known else found,
    )


def compared(result: Result) -> Compared:
    """A graded result as the figures take it; what only the marks or only the grade name is left out."""
    judged = result.judged
    assert judged is not None, "only graded results are compared"
    return Compared(
        question=result.case.question_id,
        rank=result.case.rank,
        marked=result.technical,
        graded=judged.technical,
        points=tuple(
            (mark, judged.points[name].verdict) for name, mark in result.points.items() if name in judged.points
        ),
        held=tuple((name in result.case.held, one.held) for name, one in judged.misconceptions.items()),
        levels=tuple(
            (level, judged.criteria[name].level)
            for name, level in result.case.phrasing.items()
            if name in judged.criteria
        ),
    )


def make_run(
    header: Header,
    rubrics: Mapping[str, Rubric],
    cases: Sequence[Labelled],
    found: Sequence[Judgement | Reason],
) -> Run:
    """The run of these cases; `rubrics` by question id."""
    paired = zip(cases, found, strict=True)
    return Run(header=header, results=tuple(result_of(rubrics[case.question_id], case, one) for case, one in paired))


def read_run(text: bytes, name: str) -> Run:
    """A run as it was written; Invalid where the file holds none."""
    try:
        return Run.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise Invalid(f"{name}: expected a run that `viva lab run --out` wrote; {field}: {first['msg']}.") from error
