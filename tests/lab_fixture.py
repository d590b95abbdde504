"""A small bank for the lab, a grader that gives what it is told to, and runs made of both."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime

from server.domain.bank import Bank, Track
from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Evidence,
    Flag,
    Graded,
    Line,
    MisconceptionVerdict,
    NotGraded,
    Notice,
    PointVerdict,
    Provenance,
    Reason,
    Usage,
    Verdict,
)
from server.domain.question import Split
from server.domain.rubric import PhrasingCriterion, Rubric
from server.domain.scoring import sheet
from server.ports import Case
from server.services.lab.judgement import GraderUsed, Judgement, judgement_of
from server.services.lab.labelled import CREDIT, from_bank
from server.services.lab.run import Header, Run, make_run
from tests.bank_fixture import a_question

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
USED = GraderUsed(name="told", version="1")
OPENING = PhrasingCriterion(
    id="opening",
    name="Opening",
    asks="Does it begin with the point?",
    weight=2,
    levels=("never at all", "near the end", "in the middle", "after a run-up", "at once"),
    advice="Begin with the point.",
)
WHY, TEA = "kettles/boiling/why", "tea/leaves/why"


def a_bank(**changes: object) -> Bank:
    """Two questions of two topics, the first kept for testing."""
    questions = [a_question(WHY, **{"split": Split.TEST, **changes}), a_question(TEA, **changes)]
    topics = [
        {"id": topic, "name": topic, "subtopics": [{"id": sub, "name": sub, "domain": "heat"}]}
        for topic, sub in (("kettles", "boiling"), ("tea", "leaves"))
    ]
    track = Track.model_validate(
        {"name": "Kitchen", "about": "Hot water.", "domains": [{"id": "heat", "name": "Heat"}], "topics": topics}
    )
    return Bank(tracks={"kitchen": track}, questions={one.id: one for one in questions}, criteria=(OPENING,))


def a_grade(
    rubric: Rubric,
    verdicts: Mapping[str, Verdict] | None = None,
    held: Sequence[str] = (),
    notices: Sequence[Notice] = (),
    answer: str = "what was said",
    tokens: int = 0,
) -> Graded:
    """A grade with these verdicts, everything else missed, the whole answer quoted."""
    given = verdicts or {}
    whole = (Evidence(quote=answer, start=0, end=len(answer)),)
    found = Assessment(
        points=tuple(
            PointVerdict(
                id=one.id,
                verdict=(verdict := given.get(one.id, Verdict.MISSED)),
                credit=CREDIT[verdict],
                evidence=whole if CREDIT[verdict] else (),
                flags=() if one.id in given else (Flag.UNSURE,),
            )
            for one in rubric.key_points
        ),
        misconceptions=tuple(
            MisconceptionVerdict(id=one.id, held=one.id in held, evidence=whole if one.id in held else ())
            for one in rubric.misconceptions
        ),
        criteria=tuple(CriterionVerdict(id=one.id, level=2) for one in rubric.criteria),
    )
    usage = Usage(tokens_in=tokens, tokens_out=0, estimated=False, calls=1)
    made = Provenance(grader="told", grader_version="1", rubric_version=rubric.version, usage=usage if tokens else None)
    return Graded(sheet=sheet(rubric, found), notices=tuple(notices), provenance=made)


class ToldGrader:
    """A Grader: all points covered in an answer that holds `good`, else none; words in `fails` are not graded."""

    name = "told"
    version = "1"

    def __init__(self, good: str = "vapour", fails: str = "no such words", tokens: int = 0) -> None:
        self.good, self.fails, self.tokens = good, fails, tokens
        self.asked: list[str] = []

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        self.asked.append(case.answer)
        if self.fails in case.answer:
            made = Provenance(grader="told", grader_version="1", rubric_version=case.rubric.version)
            yield NotGraded(reason=Reason.MODEL_BUSY, provenance=made)
            return
        points = {one.id: Verdict.COVERED for one in case.rubric.key_points} if self.good in case.answer else {}
        yield a_grade(case.rubric, points, answer=case.answer or " ", tokens=self.tokens)


def judged(rubric: Rubric, verdicts: Mapping[str, Verdict] | None = None, **options: object) -> Judgement:
    return judgement_of(a_grade(rubric, verdicts, **options))  # type: ignore[arg-type]


def header(bank: Bank, **changes: object) -> Header:
    rubrics = {one.id: one.version for one in bank.questions.values()}
    fields = {"viva": "0", "at": NOON, "grader": USED, "set": "samples", "split": "all", "rubrics": rubrics}
    return Header.model_validate({**fields, **changes})


def a_run(bank: Bank | None = None, right: bool = True) -> Run:
    """Every sample of the bank; graded as marked, or everything missed."""
    bank = bank or a_bank()
    cases = from_bank(bank)
    rubrics = {name: bank.rubric(name) for name in bank.questions}
    found = [
        judged(rubrics[one.question_id], one.points if right else {}, held=one.held if right else ()) for one in cases
    ]
    return make_run(header(bank), rubrics, cases, found)
