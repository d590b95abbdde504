"""A quote is found however it is typed, is shown as the candidate gave it, and must prove something."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.evidence import Fault, echoes, fault, locate, words
from server.domain.grade import Evidence

ANSWER = "It’s a dependency: FastAPI calls\u00a0 get_current_user for each request."
LONG = " ".join(f"word{chr(97 + at % 26)} and" for at in range(40))


@pytest.mark.parametrize(
    "quote",
    [
        "it's a dependency",
        "IT’S A DEPENDENCY",
        "FastAPI calls get_current_user",
        "fastapi   calls\nget_current_user",
        "Fast\u200bAPI calls",
    ],
)
def test_case_space_quotation_marks_and_invisible_characters_do_not_matter(quote: str) -> None:
    found = locate(quote, ANSWER)
    assert found is not None
    assert ANSWER[found.start : found.end] == found.quote


def test_invisible_characters_in_the_answer_do_not_hide_a_quote() -> None:
    answer = "so \u202eit ver\u200bifies\u00ad nothing at all"
    found = locate("it verifies nothing", answer)
    assert found is not None
    assert found.quote == "it ver\u200bifies\u00ad nothing"


def test_composed_and_decomposed_letters_are_the_same() -> None:
    answer = unicodedata.normalize("NFD", "a naïve café in Zürich")
    found = locate("naïve café", answer)
    assert found is not None
    assert answer[found.start : found.end] == found.quote


def test_an_acute_accent_used_as_an_apostrophe_is_one() -> None:
    assert locate("it's here", "and it´s here") is not None


@pytest.mark.parametrize("quote", ["", "   ", "\u200b", "something never said"])
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert locate(quote, ANSWER) is None
    assert fault(locate(quote, ANSWER), ANSWER) is Fault.NOT_FOUND


@given(st.text(max_size=80), st.data())
def test_every_found_quote_is_a_slice_of_the_answer(answer: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(answer)))
    end = data.draw(st.integers(start, len(answer)))
    found = locate(answer[start:end], answer)
    assert found is None or answer[found.start : found.end] == found.quote


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_a_quote_of_letters_is_always_found_in_its_answer(said: str) -> None:
    assume(unicodedata.normalize("NFKD", said).strip())
    assert locate(said, f"Well, {said}. That is all.") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("run_in_threadpool", ["run", "in", "threadpool"]),
        ("OAuth2PasswordBearer", ["o", "auth", "2", "password", "bearer"]),
        ("APIRouter", ["api", "router"]),
        ("a 401, or not", ["a", "401", "or", "not"]),
        ("café", ["café"]),
        ("cafe\u0301 naïve", ["café", "naïve"]),
        ("ver\u200bify", ["verify"]),
        ("проверка токена", ["проверка", "токена"]),
        ("", []),
    ],
)
def test_words_split_identifiers_and_keep_letters_of_every_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_short_quote_proves_nothing() -> None:
    answer = "well, a dependency it is"
    assert fault(locate("a dependency", answer), answer) is Fault.TOO_SHORT
    assert fault(locate("a dependency it", answer), answer) is None


def test_one_accented_word_is_one_word() -> None:
    assert fault(locate("naïveté", "it is naïveté, no more"), "it is naïveté, no more") is Fault.TOO_SHORT


def test_repeating_the_question_is_no_evidence() -> None:
    asked = "What does this class do for you in an application with many routes?"
    answer = f"Good question: {asked} It reads the header of the request."
    assert fault(locate("what does this class do for you in an", answer), answer, [asked]) is Fault.ECHO
    assert fault(locate("it reads the header of the request", answer), answer, [asked]) is None


def test_most_of_a_long_answer_is_too_much_of_a_quote() -> None:
    whole = Evidence(quote=LONG, start=0, end=len(LONG))
    assert fault(whole, LONG) is Fault.TOO_LONG
    assert fault(locate(LONG[:120], LONG), LONG) is None


@given(st.lists(st.sampled_from("ab"), max_size=20), st.lists(st.sampled_from("ab"), max_size=20))
def test_an_echo_is_mutual(one: list[str], other: list[str]) -> None:
    assert echoes(one, " ".join(other)) == echoes(other, " ".join(one))


def test_an_echo_takes_eight_words_in_a_row() -> None:
    asked = "What does this class do for you in an application with many routes?"
    assert echoes(words("does this class do for you in an"), asked)
    assert not echoes(words("does this class do for you in some"), asked)
