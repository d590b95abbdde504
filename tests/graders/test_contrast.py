"""Contrasts: who says the right thing beside the wrong one is not accused, and a fluent contradiction earns little."""

from pathlib import Path
from statistics import mean

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter
from yaml import safe_load

from bench.embedded import grade
from server.domain.grade import Sheet, Verdict
from server.domain.question import Split
from server.services.lab.forgery import negated
from tests.rubric_fixture import real_bank

WRONG = ("swap", "contradiction")


class Marked(BaseModel):
    """An answer with its marks: a verdict for each point that is not simply missed, and what is held."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    text: str
    points: dict[str, Verdict] = {}
    held: tuple[str, ...] = ()


ANSWERS = [
    (question_id, marked)
    for question_id, answers in TypeAdapter(dict[str, list[Marked]])
    .validate_python(safe_load(Path(__file__).with_name("contrast.yaml").read_text(encoding="utf-8")))
    .items()
    for marked in answers
]
RIGHT = [(question_id, marked) for question_id, marked in ANSWERS if marked.kind not in WRONG]


def sheet(question_id: str, marked: Marked) -> Sheet:
    return grade(real_bank().rubric(question_id), marked.text).sheet


def credits(verdict: Verdict) -> list[float]:
    return [
        line.credit
        for question_id, marked in ANSWERS
        for line in sheet(question_id, marked).points
        if marked.points.get(line.id) is verdict
    ]


@pytest.mark.parametrize(("question_id", "marked"), RIGHT, ids=[marked.text[:50] for _, marked in RIGHT])
def test_a_right_answer_is_never_accused(question_id: str, marked: Marked) -> None:
    found = sheet(question_id, marked)
    assert not [line.id for line in found.misconceptions if line.held]
    assert not [line.id for line in found.points if line.verdict is Verdict.CONTRADICTED]


def test_nobody_is_said_to_hold_what_they_do_not() -> None:
    for question_id, marked in ANSWERS:
        held = {line.id for line in sheet(question_id, marked).misconceptions if line.held}
        assert held <= set(marked.held)


def test_what_is_said_by_contrast_earns_its_credit() -> None:
    assert mean(credits(Verdict.COVERED)) >= 0.6


def test_what_is_contradicted_earns_much_less() -> None:
    assert mean(credits(Verdict.CONTRADICTED)) <= 0.35


def test_who_denies_every_key_point_earns_little_and_is_shown_where() -> None:
    bank = real_bank()
    train = [question for question in bank.questions.values() if question.split is Split.TRAIN][::20]
    sheets = [grade(bank.rubric(question.id), negated(question)).sheet for question in train]
    contradicted = [
        line for found in sheets for line in found.points if line.verdict is Verdict.CONTRADICTED and line.evidence
    ]
    assert mean(found.technical for found in sheets) <= 50
    assert len(contradicted) >= 2 * len(sheets)
