"""A line is read with every fault named."""

import json

import pytest

from server.services.batch.line import Refused, brought_by, digest_of, id_of, parsed


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


BODY = {
    "id": 1,
    "answer": "a",
    "question": "Why is that?",
    "model_answer": "Because.",
    "key_points": [{"says": "First point."}, {"id": "point-1", "says": "Second point."}],
}


def test_a_point_is_not_called_by_the_place_of_another() -> None:
    with pytest.raises(Refused, match=r"^line 3: key_points: expected different ids, got 'point-1' twice\.$"):
        brought_by(3, parsed(3, json.dumps(BODY).encode()))


def test_the_same_rubric_brought_twice_is_the_same_value() -> None:
    once, again = (parsed(1, json.dumps({**BODY, "key_points": None, "answer": said}).encode()) for said in "ab")
    assert hash(brought_by(1, once)) == hash(brought_by(1, again))
    assert brought_by(1, once) == brought_by(1, again)


@pytest.mark.parametrize("missing", ["question", "model_answer"])
def test_without_question_and_model_answer_nothing_can_be_derived(missing: str) -> None:
    with pytest.raises(Refused, match=f"^line 1: .*{missing}"):
        brought_by(1, parsed(1, json.dumps({**BODY, missing: None}).encode()))
