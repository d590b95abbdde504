"""Question: a file cannot be built wrong, and its version follows what grading depends on."""

from typing import Any

import pytest
import yaml
from hypothesis import strategies as st
from pydantic import ValidationError

from server.domain.question import canonical_body
from server.domain.rubric import Phrasing
from tests.bank_fixture import PHRASING, a_file, a_question, question_fields

SLUGS = st.sampled_from(["boiling", "pouring", "leaves", "cups"])
TOPICS = st.sampled_from(["kettles", "tea", "milk"])
IDS = st.sets(st.tuples(TOPICS, SLUGS, st.integers(0, 4)), max_size=20)
SEEDS = st.integers()
TEMPLATE = a_question()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lead_with": "steam"}, "lead_with: expected one of vapour-pressure"),
        ({"covers": ["not an id"]}, "covers.0"),
        ({"surprise": 1}, "surprise"),
        ({"samples": question_fields()["samples"][:2]}, "samples"),
        ({"key_points": question_fields()["key_points"][:3]}, "key_points"),
        (
            {"drill": {"answers": [{"text": "some", "critique": "why"}] * 4}},
            "answers: expected exactly one with strongest",
        ),
    ],
)
def test_a_question_file_cannot_be_built_wrong(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        a_file(**changes)


def test_an_option_and_a_sample_name_only_what_the_file_holds() -> None:
    item = question_fields()["item"]
    item["options"][1]["misconception"] = "unheard-of"
    with pytest.raises(ValidationError, match=r"item.options.1.misconception: expected one of colder-air"):
        a_file(item=item)
    samples = question_fields()["samples"]
    samples[1]["points"] = {"unheard-of": "covered"}
    with pytest.raises(ValidationError, match=r"samples.1.points: expected one of vapour-pressure"):
        a_file(samples=samples)


def test_the_rubric_version_follows_what_grading_depends_on_and_nothing_else() -> None:
    body = canonical_body(a_file(), ())
    assert canonical_body(a_file(example=None, sources=["https://example.org"], split="test"), ()) == body
    assert canonical_body(a_file(ask="Why does water boil up there?"), ()) != body
    assert canonical_body(a_file(), Phrasing.model_validate(yaml.safe_load(PHRASING)).criteria) != body
