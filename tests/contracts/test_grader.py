"""What every Grader keeps: lines that are the grade's own, then exactly one Graded or NotGraded, whatever happens."""

from collections.abc import AsyncGenerator

import pytest

from server.domain.evidence import locate
from server.domain.grade import Graded, NotGraded, Reason, Verdict
from server.graders.embedded import EmbeddedGrader
from server.graders.llm import LanguageModelGrader
from server.ports import Case, ChatRequest, Finished, Grader, ModelFailed, Text
from tests.graders.fakes import FakeModel
from tests.graders.llm_case import ANSWER, CASE, KEY, PROMPTS, RUBRIC, phrasing, technical
from tests.upstream import TestClock

CANNOT = ModelFailed(Reason.MODEL_MISCONFIGURED, "key", retryable=False)


class GoodModel(FakeModel):
    """Replies to both halves as a good model would."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        self.outcomes = [phrasing() if request.schema_name == "phrasing" else technical()]
        async for piece in super().stream(request):
            yield piece


def by_model(model: FakeModel) -> Grader:
    return LanguageModelGrader(model, PROMPTS, TestClock(), id_key=KEY)


GRADERS: dict[str, Grader] = {
    "llm": by_model(GoodModel()),
    "llm without a model": by_model(FakeModel(*[CANNOT] * 99)),
    "embedded": EmbeddedGrader(),
}
ANSWERS = {
    "answer": ANSWER,
    "empty": "",
    "blank": " \n ",
    "signs": "🙂 ?! \u200b\u202e",
    "long": f"{ANSWER} " * 40,
    "code": "{{ 7 * 7 }} <b>{%",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("grader", GRADERS.values(), ids=GRADERS)
async def test_the_last_thing_said_is_the_result(grader: Grader, answer: str) -> None:
    *lines, last = [item async for item in grader.grade(Case(rubric=RUBRIC, answer=answer))]
    assert isinstance(last, (Graded, NotGraded))
    assert not any(isinstance(line, (Graded, NotGraded)) for line in lines)
    assert (last.provenance.grader, last.provenance.grader_version) == (grader.name, grader.version)
    assert last.provenance.rubric_version == RUBRIC.version


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("grader", GRADERS.values(), ids=GRADERS)
async def test_credit_stands_in_the_answer(grader: Grader, answer: str) -> None:
    *_, last = [item async for item in grader.grade(Case(rubric=RUBRIC, answer=answer))]
    if isinstance(last, NotGraded):
        return
    for line in (*last.sheet.points, *last.sheet.misconceptions, *last.sheet.criteria):
        for one in line.evidence:
            assert answer[one.start : one.end] == one.quote
            assert locate(one.quote, answer) is not None
    assert all(line.evidence for line in last.sheet.points if line.verdict is Verdict.COVERED and line.credit)


@pytest.mark.parametrize("name", ["llm", "embedded"])
async def test_the_lines_shown_are_the_lines_of_the_grade(name: str) -> None:
    *lines, last = [item async for item in GRADERS[name].grade(CASE)]
    assert isinstance(last, Graded)
    final = [*last.sheet.points, *last.sheet.misconceptions, *last.sheet.criteria]
    assert sorted(lines, key=lambda line: line.id) == sorted(final, key=lambda line: line.id)


@pytest.mark.parametrize("answer", ["", "No."])
@pytest.mark.parametrize("name", ["llm", "embedded"])
async def test_nothing_said_is_nothing_earned(name: str, answer: str) -> None:
    *_, last = [item async for item in GRADERS[name].grade(Case(rubric=RUBRIC, answer=answer))]
    assert isinstance(last, Graded)
    assert last.sheet.technical == 0
