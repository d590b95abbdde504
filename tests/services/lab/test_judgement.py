"""What is kept of a grade, and that a key changes with everything that a grade depends on."""

import pytest

from server.domain.grade import Notice, Verdict
from server.ports import Case
from server.services.lab.judgement import GraderUsed, Judgement, judgement_of, key_of
from tests.lab_fixture import WHY, ToldGrader, a_bank, a_grade

RUBRIC = a_bank().rubric(WHY)
CASE = Case(rubric=RUBRIC, answer="Less air.")
USED = GraderUsed(name="llm", version="1", model="m", prompts={"technical": "a"})


def test_a_judgement_keeps_verdicts_quotes_scores_and_cost() -> None:
    grade = a_grade(
        RUBRIC, {"less-air": Verdict.COVERED}, ["colder-air"], [Notice.ADDRESSES_GRADER], "less air", tokens=42
    )
    kept = judgement_of(grade)
    assert kept.points["less-air"].quotes == ("less air",)
    assert kept.points["one-degree"].verdict is Verdict.MISSED
    assert kept.misconceptions["colder-air"].held
    assert (kept.technical, kept.tokens, kept.notices) == (grade.sheet.technical, 42, (Notice.ADDRESSES_GRADER,))
    assert Judgement.model_validate_json(kept.model_dump_json()) == kept


def test_a_grader_is_told_by_name_version_model_and_prompts() -> None:
    used = GraderUsed.of(ToldGrader(), "m", {"technical": "a"})
    assert used == GraderUsed(name="told", version="1", model="m", prompts={"technical": "a"})


@pytest.mark.parametrize(
    "change", [{"name": "x"}, {"version": "2"}, {"model": "n"}, {"model": None}, {"prompts": {"technical": "b"}}]
)
def test_another_grader_has_another_key(change: dict[str, object]) -> None:
    assert key_of(USED.model_copy(update=change), CASE) != key_of(USED, CASE)


def test_another_answer_or_rubric_has_another_key_and_the_same_has_the_same() -> None:
    later = RUBRIC.model_copy(update={"version": "f" * 12})
    keys = {key_of(USED, one) for one in (CASE, CASE.model_copy(), Case(rubric=RUBRIC, answer="Less air. "))}
    assert len(keys) == 2
    assert key_of(USED, Case(rubric=later, answer=CASE.answer)) not in keys
