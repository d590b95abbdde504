"""The rubric that a line brings is made whole: nothing given is changed, nothing left out is missing."""

import json

import pytest

from server.graders.draft import SentenceDrafter
from server.services.batch.given import MOST_WEIGHT, given_rubric
from server.services.batch.line import Given, brought_by, parsed
from tests.rubric_fixture import CRITERIA, RUBRIC

BODY = {"id": 1, "answer": "a", "question": RUBRIC.ask, "model_answer": RUBRIC.model_answer}
SAYS = "Camping high up means less air pressure from above."


def made(**body: object) -> Given:
    read = parsed(1, json.dumps({**BODY, **body}).encode())
    return given_rubric(brought_by(1, read), CRITERIA, SentenceDrafter())


def test_ids_and_weights_are_ours_in_the_same_proportion() -> None:
    points = [{"id": "A 1", "says": "First point.", "weight": 300}, {"says": "Second point.", "weight": 100}]
    rubric, names = made(key_points=points, misconceptions=[{"claims": "Something wrong."}])
    first, second = rubric.key_points
    assert (first.weight, second.weight) == (MOST_WEIGHT, pytest.approx(MOST_WEIGHT / 3))
    assert names == {"point-1": "A 1", "point-2": "point-2", "belief-1": "belief-1"}
    assert rubric.lead_with == "point-1"


def test_a_point_without_its_spoken_form_takes_the_sentence_of_the_model_answer_that_says_it() -> None:
    points = [{"says": "Less air presses on a mountain."}, {"says": "Salt raises the boiling point a little."}]
    first, second = made(key_points=points).rubric.key_points
    assert first.spoken == "On a mountain there is less air above you, so it presses less."
    assert second.spoken == second.says


def test_what_is_given_stays() -> None:
    given = {"says": SAYS, "because": "Pressure.", "spoken": "Less air.", "depth": "expert", "cues": ["thin air"]}
    point = made(key_points=[given]).rubric.key_points[0]
    assert point.model_dump(include=set(given), mode="json") == given
    belief = {"claims": "It is colder.", "because": "It is not.", "cost": 3, "cues": ["the cold does it"]}
    assert made(misconceptions=[belief]).rubric.misconceptions[0].model_dump(include=set(belief), mode="json") == belief


def test_without_key_points_they_are_those_of_the_model_answer() -> None:
    rubric, names = made()
    assert [point.spoken for point in rubric.key_points] == [point.spoken for point in RUBRIC.key_points]
    assert rubric.lead_with == rubric.key_points[0].id
    assert rubric.vocabulary
    assert names == {}


def test_the_version_is_that_of_all_that_a_grade_depends_on() -> None:
    versions = [made(key_points=[{"says": says}]).rubric.version for says in (SAYS, SAYS, "Another point.")]
    assert versions[0] == versions[1] != versions[2]
    assert len(versions[0]) == 12
