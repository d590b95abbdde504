"""File rules: a good file passes, and each rule finds its own kind of mistake."""

from typing import Any

import pytest
import yaml

from server.domain.rubric import Phrasing
from server.domain.survey import FiledQuestion
from server.services.bankcheck.file_rules import check_file, marked_total
from tests.bank_fixture import PHRASING, a_question, question_fields

CRITERIA = Phrasing.model_validate(yaml.safe_load(PHRASING)).criteria


def found(**changes: Any) -> list[str]:
    filed = FiledQuestion("why.yaml", a_question(**changes), {})
    return [str(finding) for finding in check_file(filed, CRITERIA)]


def fields_with(owner: str, number: int, **changes: Any) -> dict[str, Any]:
    owners = question_fields()[owner]
    owners[number] |= changes
    return {owner: owners}


def test_a_good_file_passes() -> None:
    assert found() == []


@pytest.mark.parametrize(("answer", "length"), [("too short", 2), ("word " * 221, 221)])
def test_a_model_answer_lasts_one_to_two_minutes(answer: str, length: int) -> None:
    assert f"why.yaml: model_answer: expected 110 to 220 words, got {length}." in found(model_answer=answer)


def test_what_is_spoken_stands_in_the_model_answer() -> None:
    assert found(**fields_with("key_points", 2, spoken="It loses a degree every 300 m.")) == [
        "why.yaml: key_points.2.spoken: expected a whole sentence of model_answer, "
        "got 'It loses a degree every 300 m.'."
    ]


def test_weights_are_one_two_or_three() -> None:
    assert found(**fields_with("key_points", 0, weight=2.5)) == [
        "why.yaml: key_points.0.weight: expected 1, 2 or 3, got 2.5."
    ]


@pytest.mark.parametrize("owner", ["key_points", "misconceptions"])
@pytest.mark.parametrize("count", [0, 1, 5])
def test_there_are_two_to_four_cues(owner: str, count: int) -> None:
    cues = [f"cue number {n}" for n in range(count)]
    assert found(**fields_with(owner, 1, cues=cues)) == [f"why.yaml: {owner}.1.cues: expected 2 to 4, got {count}."]


def test_no_option_is_far_longer_than_the_others() -> None:
    item = question_fields()["item"]
    item["options"][2]["text"] = "x" * 80
    assert found(item=item) == [
        "why.yaml: item.options.2.text: expected at most 41 characters (1.6 times the median), got 80."
    ]


def test_samples_are_of_at_least_three_kinds() -> None:
    samples = question_fields()["samples"]
    samples[2] |= {"kind": "partial"}
    assert "why.yaml: samples: expected at least 3 kinds, got partial, strong." in found(samples=samples)


def test_marks_put_strong_above_partial_above_wrong() -> None:
    samples = question_fields()["samples"]
    samples[2] |= {"held": [], "points": {"vapour-pressure": "covered"}}
    assert found(samples=samples) == [
        "why.yaml: samples.1: expected marks above those of the wrong sample 2 (43), got 29."
    ]


def test_phrasing_marks_name_known_criteria() -> None:
    samples = question_fields()["samples"]
    samples[0]["phrasing"] = {"poise": 4}
    assert found(samples=samples) == ["why.yaml: samples.0.phrasing.poise: expected one of opening, got 'poise'."]


def test_a_sample_is_worth_what_its_marks_add_up_to() -> None:
    question = a_question()
    strong, partial, wrong = question.samples
    assert marked_total(question, strong) == pytest.approx(100 * 5.5 / 7)
    assert marked_total(question, partial.model_copy(update={"held": ("colder-air",)})) == pytest.approx(200 / 7 - 8)
    assert marked_total(question, wrong) == 0
