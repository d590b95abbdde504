"""A model answer is cut into a handful of statements; asides and the question over again are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders.claims import claims_of, sentences, telling
from tests.rubric_fixture import real_bank

ASK = "Why does a kettle boil sooner when you camp high up?"
LONG = (
    "Water boils when the pressure of its vapour reaches the pressure of the surrounding air, and on a mountain "
    "there is far less of that air above the kettle, so the vapour needs less heat to push it aside."
)


def said(ask: str, text: str, most: int = 6) -> list[str]:
    return [text[claim.start : claim.end] for claim in claims_of(ask, text, most)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is there!", ["One is here.", "Two is there!"]),
        ("Use a cache, e.g. Redis. It helps.", ["Use a cache, e.g. Redis.", "It helps."]),
        ("asyncio.gather waits. 3.11 is enough.", ["asyncio.gather waits.", "3.11 is enough."]),
        ('He said "stop." Then he left', ['He said "stop."', "Then he left"]),
        ("Two things:\n- one\n- two", ["Two things:", "- one", "- two"]),
        ("a sentence\nthat is wrapped", ["a sentence\nthat is wrapped"]),
        ("水是液体。它会沸腾。", ["水是液体。", "它会沸腾。"]),
        ("  ", ["  "]),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_asides_and_the_question_over_again_are_left_out() -> None:
    text = f"Good question. A kettle boils sooner high up. {LONG} By the way, tea tastes worse there."
    assert " ".join(said(ASK, text)).startswith("Water boils")
    assert "tea" not in " ".join(said(ASK, text))


def test_what_is_all_aside_is_still_something() -> None:
    assert said(ASK, "Good question.") == ["Good question."]


def test_a_long_sentence_is_cut_where_it_pauses() -> None:
    claims = claims_of(ASK, LONG, 6)
    assert len(claims) == 3
    assert {(claim.first, claim.last) for claim in claims} == {(0, len(LONG))}
    assert all(len(part.split()) >= 6 for part in said(ASK, LONG))


def test_too_many_claims_are_joined_with_their_lightest_neighbours() -> None:
    text = "Vapour pushes hard. It is. It was so. Mountains thin the atmosphere above campers."
    assert len(claims_of(ASK, f"{LONG} {text}", 2)) == 2


def test_words_of_the_question_weigh_little() -> None:
    asked, free = "Why does vapour pressure matter?", "Why is that?"
    text = "It is the vapour pressure that matters to every boiling kettle."
    assert claims_of(asked, text, 1)[0].weight < claims_of(free, text, 1)[0].weight


def test_the_most_telling_words_come_first_and_once() -> None:
    words = [word.text for word in telling("Why a kettle?", "the kettle, a function, a function, the contextvar")]
    assert words == ["contextvar", "function"]


@given(st.text(max_size=20), st.text(alphabet="ab .,;?!\n-1é。", min_size=3, max_size=300), st.integers(1, 8))
def test_whatever_is_read_there_are_from_one_to_the_most(ask: str, text: str, most: int) -> None:
    claims = claims_of(ask, text, most)
    assert 1 <= len(claims) <= most
    assert all(0 <= one.first <= one.start <= one.end <= one.last <= len(text) for one in claims)


def test_every_model_answer_of_the_bank_has_a_handful() -> None:
    assert all(3 <= len(claims_of(one.ask, one.model_answer, 6)) <= 6 for one in real_bank().questions.values())
