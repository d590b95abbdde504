"""Batch: a line of JSON with an answer in it becomes a line of JSON with its grade, the same for any grader.

In:  {id, answer, question_id}
     {id, answer, question, model_answer, key_points?: [{id, says, weight}], misconceptions?: [{id, claims, because?,
     cost?}]}; key points that are left out are derived from the model answer, and further fields of one (because,
     spoken, cues, ...) help where they are given.
Out: {id, result, reason, message, technical, phrasing, band, verdicts, misconceptions, phrasing_lines, provenance}

The same line and grader give the same bytes: what is written says nothing of time, claim or cost.
"""

from functools import lru_cache

from server.domain.bank import Bank
from server.domain.grade import Graded, NotGraded
from server.errors import NotFound
from server.ports import Case, Drafter, Grader
from server.services.batch.given import given_rubric
from server.services.batch.line import BatchLine, Brought, Given, Refused, brought_by, digest_of, id_of, parsed
from server.services.batch.result import Result, graded, lasting, not_graded

RUBRICS_KEPT = 256
"""Rubrics are made once for as many questions as this; the answers to one question mostly stand together."""


class Batch:
    """Grades lines with one grader against one bank."""

    def __init__(self, bank: Bank, grader: Grader, drafter: Drafter) -> None:
        self._grader = grader

        @lru_cache(maxsize=RUBRICS_KEPT)
        def given(brought: Brought) -> Given:
            return given_rubric(brought, bank.criteria, drafter)

        self._given = given
        self._of_bank = lru_cache(maxsize=RUBRICS_KEPT)(bank.rubric)

    async def result(self, number: int, line: bytes) -> Result:
        """What line `number` (from 1) came to. Never raises for what stands in the line."""
        made_from = {"input": digest_of(line)}
        try:
            read = parsed(number, line)
            rubric, names = self._rubric(number, read)
        except Refused as refused:
            return not_graded(id_of(line), refused.reason, str(refused), made_from)
        case = Case(rubric=rubric, answer=read.answer, given=(rubric.ask,))
        grade = await last_of(self._grader, case)
        made_from |= lasting(grade.provenance)
        if isinstance(grade, NotGraded):
            return not_graded(read.id, grade.reason, grade.reason.sentence, made_from)
        return graded(read.id, grade, rubric, names, made_from)

    def _rubric(self, number: int, read: BatchLine) -> Given:
        if read.question_id is None:
            return self._given(brought_by(number, read))
        try:
            return Given(self._of_bank(read.question_id), {})
        except NotFound as error:
            raise Refused(
                "unknown_question", f"line {number}: question_id: {str(error).removeprefix('question: ')}"
            ) from error


async def last_of(grader: Grader, case: Case) -> Graded | NotGraded:
    """The grade, which a grader says last."""
    grade: Graded | NotGraded | None = None
    async for item in grader.grade(case):
        if isinstance(item, Graded | NotGraded):
            grade = item
    assert grade is not None, "a grader always ends with the whole"
    return grade
