"""`viva rubric draft`: what it prints can be pasted into a question file, or read by a program."""

import json

import pytest

from server.adapters.yaml_text import read
from server.domain.rubric import KeyPoint
from tests.cli.conftest import Refusal, Run
from tests.rubric_fixture import RUBRIC

DRAFT = ("rubric", "draft", "--question", RUBRIC.ask, "--model-answer", "-")


def test_a_draft_is_the_key_points_of_a_question_file(viva: Run) -> None:
    done = viva(*DRAFT, said=RUBRIC.model_answer)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Drafted from the model answer alone.")
    assert "misconceptions" in done.stdout.split("lead_with")[0]
    body = read(done.stdout).value
    points = [KeyPoint.model_validate(point) for point in body["key_points"]]
    assert [point.spoken for point in points] == [point.spoken for point in RUBRIC.key_points]
    assert body["lead_with"] == points[0].id
    assert body["vocabulary"]
    assert "weight: 3\n" in done.stdout


def test_a_program_gets_the_same_as_json(viva: Run) -> None:
    text, body = (viva(*DRAFT, option, said=RUBRIC.model_answer).stdout for option in ("--yaml", "--json"))
    assert json.loads(body)["key_points"][0]["spoken"] == read(text).value["key_points"][0]["spoken"]


@pytest.mark.parametrize(
    ("options", "said", "complaint"),
    [
        ((), b" ", "--model-answer: expected a text of a few sentences, got ''"),
        (("--json", "--yaml"), b"A kettle.", "--json, --yaml: expected one of them"),
    ],
)
def test_wrong_input_is_one_sentence(refusal: Refusal, options: tuple[str, ...], said: bytes, complaint: str) -> None:
    assert complaint in refusal(*DRAFT, *options, said=said)
