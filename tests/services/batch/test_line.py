"""A line is read with every fault named, and the rubric it brings is one of ours."""

import json

import pytest

from server.services.batch.line import MOST_WEIGHT, Refused, digest_of, id_of, parsed, task_from
from tests.rubric_fixture import real_bank


def test_white_space_around_a_line_does_not_make_it_another() -> None:
    assert digest_of(b'{"id": 1}') == digest_of(b' {"id": 1}\r\n')


def test_an_answer_keeps_its_white_space() -> None:
    assert parsed(1, b'{"id": 1, "answer": " a\\n ", "question_id": "q"}').answer == " a\n "


@pytest.mark.parametrize(
    ("line", "given_id"), [(b'{"id": "a"}', "a"), (b'{"id": [1]}', None), (b"[", None), (b"1", None)]
)
def test_the_id_of_a_wrong_line_is_read_where_it_can_be(line: bytes, given_id: object) -> None:
    assert id_of(line) == given_id


def test_half_a_surrogate_pair_is_no_id() -> None:
    assert id_of(b'{"id": "\\ud800"}') is None


def test_a_fault_is_named_by_line_and_field() -> None:
    with pytest.raises(Refused, match=r"^line 9: key_points\.0\.says: ") as refused:
        parsed(9, b'{"id": 1, "answer": "a", "question": "Why?", "key_points": [{}]}')
    assert refused.value.reason == "invalid"


def test_a_rubric_that_a_line_brings_has_ids_and_weights_of_ours_in_the_same_proportion() -> None:
    body = {
        "id": 1,
        "answer": "a",
        "question": "Why is that?",
        "model_answer": "Because.",
        "key_points": [{"id": "A 1", "says": "First point.", "weight": 300}, {"says": "Second point.", "weight": 100}],
        "misconceptions": [{"claims": "Something wrong."}],
    }
    read = parsed(1, json.dumps(body).encode())
    assert read.key_points is not None
    task = task_from(1, read, read.key_points, real_bank())
    first, second = task.case.rubric.key_points
    assert (first.weight, second.weight) == (MOST_WEIGHT, pytest.approx(MOST_WEIGHT / 3))
    assert task.names == {"point-1": "A 1", "point-2": "point-2", "belief-1": "belief-1"}
    assert task.case.rubric.lead_with == "point-1"
