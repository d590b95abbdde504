"""Batch: a line of JSON with an answer in it becomes a line of JSON with its grade, the same for any grader.

In:  {id, answer, question_id}
     {id, answer, question, model_answer, key_points: [{id, says, weight}], misconceptions?: [{id, claims, because?,
     cost?}]}; further fields of a key point (because, spoken, cues, ...) help where they are given.
Out: {id, result, reason, message, technical, phrasing, band, verdicts, misconceptions, phrasing_lines, provenance}

The same line and grader give the same bytes: what is written says nothing of time, claim or cost.
"""

from server.domain.bank import Bank
from server.domain.grade import Graded, NotGraded
from server.domain.rubric import Rubric
from server.errors import NotFound
from server.ports import Case, Grader
from server.services.batch.line import BatchLine, Refused, Task, digest_of, id_of, parsed, task_from
from server.services.batch.result import Result, graded, lasting, not_graded


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
            read = parsed(number, line)
            task = self._task(number, read)
        except Refused as refused:
            return not_graded(id_of(line), refused.reason, str(refused), made_from)
        grade = await last_of(self._grader, task.case)
        made_from |= lasting(grade.provenance)
        if isinstance(grade, NotGraded):
            return not_graded(read.id, grade.reason, grade.reason.sentence, made_from)
        return graded(read.id, grade, task, made_from)

    def _task(self, number: int, read: BatchLine) -> Task:
        if read.question_id is not None:
            return self._from_bank(number, read.question_id, read.answer)
        if read.question is None:
            raise Refused("invalid", f"line {number}: expected question_id, or question with model_answer, got none.")
        if read.model_answer is None:
            raise Refused("invalid", f"line {number}: model_answer: expected one beside question, got none.")
        if read.key_points is None:
            raise Refused(
                "rubric_incomplete",
                f"line {number}: key_points: expected a list of {{id, says, weight}}, got none. "
                "Key points are not derived from a model answer yet: give them, or use question_id.",
            )
        return task_from(number, read, read.key_points, self._bank)

    def _from_bank(self, number: int, question_id: str, answer: str) -> Task:
        if question_id not in self._rubrics:
            try:
                self._rubrics[question_id] = self._bank.rubric(question_id)
            except NotFound as error:
                raise Refused(
                    "unknown_question", f"line {number}: question_id: {str(error).removeprefix('question: ')}"
                ) from error
        rubric = self._rubrics[question_id]
        return Task(Case(rubric=rubric, answer=answer, given=(rubric.ask,)), {})


async def last_of(grader: Grader, case: Case) -> Graded | NotGraded:
    """The grade, which a grader says last."""
    grade: Graded | NotGraded | None = None
    async for item in grader.grade(case):
        if isinstance(item, Graded | NotGraded):
            grade = item
    assert grade is not None, "a grader always ends with the whole"
    return grade
