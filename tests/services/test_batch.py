"""A line with an answer becomes a line with its grade, or with why there is none; never an exception, never a guess."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.bank import Bank
from server.domain.grade import Graded, Line, NotGraded, Provenance, Reason, Usage
from server.graders.draft import SentenceDrafter
from server.graders.embedded import EmbeddedGrader
from server.ports import Case
from server.services.batch import Batch
from server.services.batch.result import text_of
from tests.rubric_fixture import real_bank

TUPLES = "Lists are mutable and tuples are immutable; a tuple can be a key of a dict because it can be hashed."
GIVEN = {
    "id": "i",
    "answer": f"😀 {TUPLES}",
    "question": "How do lists and tuples differ?",
    "model_answer": "Lists can change and tuples cannot.",
    "key_points": [
        {"id": "KP 1", "says": "Lists are mutable and tuples are immutable.", "weight": 30},
        {"id": "KP 2", "says": "A tuple can be hashed and be a key of a dict.", "weight": 10, "column": "mine"},
    ],
    "misconceptions": [{"id": "M1", "claims": "Tuples are just faster lists."}],
}
KEYS = ["id", "result", "technical", "phrasing", "band", "verdicts", "misconceptions", "phrasing_lines", "provenance"]


class Tired:
    """A grader that never grades, and tells all it can of how it went."""

    name = "llm"
    version = "1"

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        usage = Usage(tokens_in=1, tokens_out=1, estimated=False, calls=1)
        made = Provenance(grader="llm", grader_version="1", rubric_version=case.rubric.version, usage=usage, claim=7)
        yield NotGraded(reason=Reason.REPLY_CUT, provenance=made)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return real_bank()


async def result(bank: Bank, body: object) -> dict[str, Any]:
    line = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await Batch(bank, EmbeddedGrader(), SentenceDrafter()).result(7, line)


async def test_an_answer_to_a_question_of_the_bank(bank: Bank) -> None:
    question = next(iter(bank.questions.values()))
    graded = await result(bank, {"id": 5, "answer": question.model_answer, "question_id": question.id, "more": 1})
    assert list(graded) == KEYS
    assert (graded["id"], graded["result"]) == (5, "graded")
    assert [verdict["point"] for verdict in graded["verdicts"]] == [point.id for point in question.key_points]
    assert [line["id"] for line in graded["misconceptions"]] == [one.id for one in question.misconceptions]
    assert set(graded["verdicts"][0]) == {"point", "verdict", "credit", "flags", "evidence"}
    assert set(graded["misconceptions"][0]) == {"id", "held", "cost", "evidence"}
    assert set(graded["phrasing_lines"][0]) == {"criterion", "level", "weight", "evidence"}
    assert graded["technical"] > 50
    assert graded["provenance"]["rubric_version"] == question.version


async def test_an_answer_with_its_own_rubric_keeps_its_own_ids_and_weights(bank: Bank) -> None:
    graded = await result(bank, GIVEN)
    assert [verdict["point"] for verdict in graded["verdicts"]] == ["KP 1", "KP 2"]
    assert [line["id"] for line in graded["misconceptions"]] == ["M1"]
    assert graded["technical"] == 100
    one = await result(bank, {**GIVEN, "answer": "Lists are mutable and tuples are immutable, once they are built."})
    assert [verdict["verdict"] for verdict in one["verdicts"]] == ["covered", "missed"]
    assert one["technical"] == 75 * one["verdicts"][0]["credit"]


BARE = {name: GIVEN[name] for name in ("id", "question", "model_answer")}


async def test_a_question_and_a_model_answer_are_rubric_enough(bank: Bank) -> None:
    good = await result(bank, {**BARE, "answer": "You can change lists in place, and tuples cannot change once built."})
    poor = await result(bank, {**BARE, "answer": "I would look that up in the documentation first."})
    assert [verdict["point"] for verdict in good["verdicts"]] == ["change-cannot"]
    assert good["verdicts"][0]["evidence"]
    assert good["misconceptions"] == []
    assert good["technical"] > poor["technical"] == 0


async def test_misconceptions_can_be_given_beside_key_points_that_are_derived(bank: Bank) -> None:
    held = {**BARE, "answer": GIVEN["answer"], "misconceptions": [{"id": "M1", "claims": "Tuples are faster lists."}]}
    graded = await result(bank, held)
    assert [line["id"] for line in graded["misconceptions"]] == ["M1"]


async def test_a_language_model_gets_a_derived_rubric_as_any_other(bank: Bank) -> None:
    seen: list[Case] = []

    class Watching(Tired):
        async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
            seen.append(case)
            async for item in super().grade(case):
                yield item

    await Batch(bank, Watching(), SentenceDrafter()).result(1, json.dumps({**BARE, "answer": "x"}).encode())
    assert seen[0].rubric.key_points[0].says == "Lists can change and tuples cannot."
    assert seen[0].rubric.model_answer == GIVEN["model_answer"]


async def test_offsets_are_code_points_of_the_answer_as_it_came(bank: Bank) -> None:
    answer = f"  \n{GIVEN['answer']}  "
    graded = await result(bank, {**GIVEN, "answer": answer})
    quotes = [quote for verdict in graded["verdicts"] for quote in verdict["evidence"]]
    assert quotes
    assert all(answer[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)


async def test_the_version_of_a_given_rubric_depends_on_the_rubric_alone(bank: Bank) -> None:
    versions = [
        (await result(bank, {**GIVEN, **change}))["provenance"]["rubric_version"]
        for change in ({}, {"id": "j", "answer": "x"}, {"question": "How do they differ?"})
    ]
    assert versions[0] == versions[1] != versions[2]


@pytest.mark.parametrize(
    ("body", "given_id", "reason", "message"),
    [
        (b"nonsense", None, "invalid", "line 7: Invalid JSON"),
        (b"[1]", None, "invalid", "line 7: Input should be an object, got [1]."),
        (b'{"id": "a", "answer": "\\ud800", "question_id": "b"}', "a", "invalid", "line 7: Invalid JSON"),
        ({"answer": "x", "question_id": "y"}, None, "invalid", "line 7: id: Field required"),
        ({"id": "a", "question_id": "y"}, "a", "invalid", "line 7: answer: Field required"),
        ({"id": "a", "answer": 5, "question_id": "y"}, "a", "invalid", "line 7: answer: "),
        ({"id": "a", "answer": "x"}, "a", "invalid", "line 7: expected question_id, or question"),
        ({"id": "a", "answer": "x", "question": "Why?"}, "a", "invalid", "line 7: model_answer: "),
        (
            {"id": "a", "answer": "x", "question_id": "no/such"},
            "a",
            "unknown_question",
            "line 7: question_id: no question",
        ),
        ({**GIVEN, "key_points": []}, "i", "invalid", "line 7: key_points: "),
        (
            {**GIVEN, "key_points": [{"says": "One point.", "weight": 0}]},
            "i",
            "invalid",
            "line 7: key_points.0.weight: ",
        ),
        ({**GIVEN, "key_points": [{"says": "  "}]}, "i", "invalid", "line 7: key_points.0.says: "),
        (
            {**GIVEN, "key_points": [{"id": "a", "says": "One."}, {"id": "a", "says": "Two."}]},
            "i",
            "invalid",
            "line 7: key_points: expected different ids, got 'a' twice.",
        ),
    ],
)
async def test_a_line_that_cannot_be_graded_says_why(
    bank: Bank, body: object, given_id: object, reason: str, message: str
) -> None:
    refused = await result(bank, body)
    assert (refused["id"], refused["result"], refused["reason"]) == (given_id, "not_graded", reason)
    assert refused["message"].startswith(message)
    assert refused["technical"] is None
    assert refused["verdicts"] == []


async def test_what_the_grader_could_not_grade_has_its_reason_and_no_time_claim_or_cost(bank: Bank) -> None:
    refused = await Batch(bank, Tired(), SentenceDrafter()).result(1, json.dumps(GIVEN).encode())
    assert (refused["reason"], refused["message"]) == ("reply_cut", "The language model's reply broke off.")
    assert set(refused["provenance"]) == {"input", "grader", "grader_version", "rubric_version", "prompts", "settings"}


@given(st.binary(max_size=40))
async def test_no_line_of_any_bytes_raises(line: bytes) -> None:
    refused = await Batch(real_bank(), EmbeddedGrader(), SentenceDrafter()).result(1, line)
    assert refused["result"] == "not_graded"
    json.loads(text_of(refused))
