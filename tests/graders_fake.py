"""Graders and a writer for tests: real fulfilments of the ports whose verdicts a test can foretell."""

import asyncio
from collections.abc import AsyncGenerator

from server.domain.evidence import locate
from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Evidence,
    Feedback,
    Graded,
    Line,
    MisconceptionVerdict,
    NotGraded,
    PointVerdict,
    Provenance,
    Reason,
    Verdict,
)
from server.domain.scoring import point_line, sheet
from server.ports import Case, Piece


def provenance(case: Case, name: str) -> Provenance:
    return Provenance(grader=name, grader_version="1", rubric_version=case.rubric.version)


class EchoGrader:
    """Covers every key point whose id the answer names; quotes the whole answer."""

    version = "1"

    def __init__(self, name: str = "embedded") -> None:
        self.name = name
        self.calls = 0
        self.gate: asyncio.Event | None = None
        self.begun = asyncio.Event()

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        self.calls += 1
        verdicts = tuple(_verdict(point.id, case.answer) for point in case.rubric.key_points)
        for verdict in verdicts:
            yield point_line(case.rubric, verdict)
            self.begun.set()
            if self.gate is not None:
                await self.gate.wait()
        found = Assessment(
            points=verdicts,
            misconceptions=tuple(MisconceptionVerdict(id=m.id, held=False) for m in case.rubric.misconceptions),
            criteria=tuple(CriterionVerdict(id=c.id, level=2) for c in case.rubric.criteria),
        )
        yield Graded(sheet=sheet(case.rubric, found), provenance=provenance(case, self.name))


class RefusingGrader:
    """Does not grade until `mended`."""

    version = "1"

    def __init__(self, name: str = "llm", reason: Reason = Reason.MODEL_UNREACHABLE) -> None:
        self.name = name
        self.reason = reason
        self.mended = False
        self.calls = 0
        self._other = EchoGrader(name)

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        self.calls += 1
        if self.mended:
            async for item in self._other.grade(case):
                yield item
        else:
            yield NotGraded(reason=self.reason, provenance=provenance(case, self.name))


class BrokenGrader:
    """Raises, as only a bug of ours would."""

    name = "embedded"
    version = "1"

    def __init__(self) -> None:
        self.calls = 0

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        self.calls += 1
        raise ZeroDivisionError(case.rubric.question_id)
        yield


class PlainWriter:
    """Says one word on each channel."""

    def __init__(self) -> None:
        self.calls = 0

    async def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]:
        self.calls += 1
        yield Piece(channel="technical", text="good ")
        yield Piece(channel="technical", text="points")
        yield Feedback(technical="good points", phrasing="clear", stronger=case.rubric.model_answer, by="template")


def _verdict(point_id: str, answer: str) -> PointVerdict:
    if point_id not in answer:
        return PointVerdict(id=point_id, verdict=Verdict.MISSED, credit=0)
    whole = locate(answer, answer) or Evidence(quote=answer, start=0, end=len(answer))
    return PointVerdict(id=point_id, verdict=Verdict.COVERED, credit=1, evidence=(whole,))
