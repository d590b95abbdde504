"""Rubric: ids agree, versions follow the text, and a follow-up is graded against its one point."""

import pytest
from pydantic import ValidationError

from server.domain.rubric import Phrasing, Rubric, named_twice, require_unique, version_of
from tests.bank_fixture import a_question, question_fields

CRITERION = {
    "id": "opening",
    "name": "Opening",
    "asks": "Does it?",
    "weight": 2,
    "levels": ["not", "bit", "some", "most", "all"],
    "advice": "Do it.",
}


def a_rubric(**changes: object) -> Rubric:
    question = a_question()
    fields: dict[str, object] = {
        name: getattr(question, name)
        for name in ("version", "ask", "model_answer", "lead_with", "key_points", "misconceptions", "vocabulary")
    }
    return Rubric.model_validate({**fields, "question_id": question.id, "criteria": [CRITERION], **changes})


def test_a_rubric_knows_its_points_and_misconceptions_by_id() -> None:
    rubric = a_rubric()
    assert rubric.key_point("less-air").weight == 2
    assert rubric.misconception("colder-air").cost == 2
    with pytest.raises(KeyError):
        rubric.key_point("colder-air")


def test_a_follow_up_is_graded_against_one_point_and_every_misconception() -> None:
    narrowed = a_rubric().narrowed_to("one-degree")
    assert [point.id for point in narrowed.key_points] == ["one-degree"]
    assert narrowed.lead_with == "one-degree"
    assert narrowed.ask == "By how much, roughly?"
    assert len(narrowed.misconceptions) == 3
    assert Rubric.model_validate(narrowed.model_dump()) == narrowed


def test_what_a_strong_answer_leads_with_is_one_of_the_points() -> None:
    with pytest.raises(ValidationError, match=r"lead_with: expected the id of one of the key points .* got 'steam'"):
        a_rubric(lead_with="steam")


@pytest.mark.parametrize("field", ["key_points", "misconceptions", "criteria"])
def test_no_id_stands_twice(field: str) -> None:
    doubled = [CRITERION] * 2 if field == "criteria" else question_fields()[field][:1] * 2
    with pytest.raises(ValidationError, match=f"{field}: expected different ids"):
        a_rubric(**{field: doubled})


def test_unknown_fields_and_weightless_points_are_refused() -> None:
    point = question_fields()["key_points"][0]
    for wrong in ({"wieght": 1}, {"weight": 0}, {"weight": -1}, {"id": "Not A Slug"}):
        with pytest.raises(ValidationError):
            a_rubric(key_points=[{**point, **wrong}])


def test_a_criterion_has_exactly_five_levels() -> None:
    with pytest.raises(ValidationError):
        Phrasing.model_validate({"criteria": [{**CRITERION, "levels": ["not", "bit", "all"]}]})


def test_a_version_is_twelve_hex_digits_that_follow_the_text() -> None:
    assert version_of("") == "e3b0c44298fc"
    assert version_of("a") != version_of("b")


def test_the_first_double_is_named() -> None:
    assert named_twice(["a", "b"]) is None
    assert named_twice("abcacb") == "a"
    require_unique("ids", ["a", "b"])
    with pytest.raises(ValueError, match="ids: expected different ids, got 'b' twice"):
        require_unique("ids", ["a", "b", "b"])
