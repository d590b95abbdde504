"""Marked answers are read from the bank and from JSON lines, and a wrong line is named."""

import json

import pytest

from server.domain.grade import Verdict
from server.domain.question import SampleKind, Split
from server.errors import Invalid
from server.services.lab.labelled import chosen, from_bank, from_lines, marked_sheet
from tests.lab_fixture import TEA, WHY, a_bank

BANK = a_bank()
LINE = {
    "id": "one",
    "question_id": WHY,
    "answer": "Less air.",
    "points": {"less-air": "covered"},
    "held": ["colder-air"],
    "phrasing": {"opening": 3},
}


def lines(*bodies: dict[str, object]) -> bytes:
    return b"\n".join(json.dumps(body).encode() for body in bodies)


def test_samples_keep_their_marks_and_are_named_by_question_and_place() -> None:
    first, *_ = found = from_bank(BANK)
    assert [one.id for one in found] == [f"{name}#{place}" for name in (WHY, TEA) for place in (1, 2, 3)]
    assert first.points["less-air"] is Verdict.COVERED
    assert (first.kind, first.rank, first.topic) == (SampleKind.STRONG, 2, "kettles")


def test_a_line_of_a_coach_is_read_and_other_columns_are_passed_over() -> None:
    (one,) = from_lines(b"\n" + lines(LINE | {"coach": "Ada"}) + b"\n\n", BANK, "f")
    assert (one.id, one.held, one.phrasing, one.rank) == ("one", ("colder-air",), {"opening": 3}, None)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"question_id": "no/such/one"}, "f line 2: question_id: no question has the id"),
        ({"points": {"less-hair": "covered"}}, "f line 2: points: expected one of vapour-pressure"),
        ({"points": {"less-air": "half"}}, "f line 2: points.less-air: "),
        ({"held": ["warm-air"]}, "f line 2: held: expected one of colder-air"),
        ({"phrasing": {"opening": 5}}, "f line 2: phrasing.opening: "),
        ({"phrasing": {"style": 1}}, "f line 2: phrasing: expected one of opening, got 'style'"),
        ({"id": "one"}, "f line 2: id: expected an id of its own, got 'one' a second time"),
        ({"answer": None}, "f line 2: answer: "),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        from_lines(lines(LINE, LINE | {"id": "two"} | change), BANK, "f")


def test_a_file_without_answers_or_without_json_is_refused() -> None:
    with pytest.raises(Invalid, match="got none"):
        from_lines(b"\n \n", BANK, "f")
    with pytest.raises(Invalid, match="f line 1: Invalid JSON"):
        from_lines(b"nonsense", BANK, "f")


def test_cases_are_chosen_by_split_and_topic() -> None:
    cases = from_bank(BANK)
    assert {one.question_id for one in chosen(cases, BANK, Split.TEST, ())} == {WHY}
    assert {one.question_id for one in chosen(cases, BANK, None, ["tea"])} == {TEA}
    with pytest.raises(Invalid, match="--topic: expected one of kettles, tea, got 'coffee'"):
        chosen(cases, BANK, None, ["coffee"])
    with pytest.raises(Invalid, match="found none"):
        chosen(cases, BANK, Split.TEST, ["tea"])


def test_marks_come_to_a_score_by_the_products_own_sums() -> None:
    strong, _, wrong = from_bank(BANK)[:3]
    rubric = BANK.rubric(WHY)
    assert marked_sheet(rubric, strong).technical == pytest.approx(100 * (3 + 2 + 0.5) / 7, abs=0.1)
    assert marked_sheet(rubric, strong).phrasing == 100
    assert marked_sheet(rubric, wrong).technical == 0
    assert marked_sheet(rubric, wrong.model_copy(update={"answer": ""})).technical == 0
