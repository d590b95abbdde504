"""Clauses keep their place in the answer, and know what is said and what is denied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders.clauses import LONGEST_CLAUSE, clauses_of, visible, words_of
from server.graders.stems import stem


def texts(answer: str) -> list[str]:
    return [answer[one.start : one.end] for one in clauses_of(answer)]


def denied(answer: str) -> set[str]:
    return {one for clause in clauses_of(answer) for one in clause.denied & clause.spoken}


@given(st.text(max_size=200))
def test_clauses_are_slices_in_order(answer: str) -> None:
    clauses = clauses_of(answer)
    assert all(0 <= one.start < one.end <= len(answer) for one in clauses)
    assert [one.start for one in clauses] == sorted(one.start for one in clauses)
    assert all(one.words <= LONGEST_CLAUSE for one in clauses)


def test_sentences_and_openers_part_clauses() -> None:
    answer = "It reads the header, and it stops there. The token is a string because nothing decodes it."
    assert texts(answer) == ["It reads the header", "it stops there", "The token is a string", "nothing decodes it"]
    assert [one.sentence for one in clauses_of(answer)] == [0, 0, 1, 1]


def test_a_dot_inside_a_name_ends_nothing() -> None:
    assert [one.sentence for one in clauses_of("I call app.dependency_overrides.clear in it")] == [0]


def test_fillers_neither_count_nor_part() -> None:
    plain = clauses_of("It reads the header of the request")
    padded = clauses_of("Um, it reads, you know, the header, er, of the request")
    assert [one.spoken for one in padded] == [one.spoken for one in plain]
    assert [one.words for one in padded] == [one.words for one in plain]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("it does not check the signature", {"check", "signature"}),
        ("it doesn't decode it or check the expiry", {"decode", "check", "expiry"}),
        ("it never loads a user, but it reads the header", {"loads", "user"}),
        ("there is no database in it, just memory", {"database"}),
        ("if I don't like it I raise ValueError", set[str]()),
        ("No, the header", set[str]()),
        ("it reads the header", set[str]()),
        ("a queue rather than a thread", {"thread"}),
    ],
)
def test_negation_reaches_as_far_as_it_would_in_speech(answer: str, expected: set[str]) -> None:
    assert denied(answer) == {stem(word) for word in expected}


def test_an_opposite_denies_what_it_is_the_opposite_of() -> None:
    (clause,) = clauses_of("that parameter is optional")
    assert stem("required") in clause.denied


def test_a_status_code_said_in_words_is_its_number() -> None:
    assert "401" in clauses_of("you get a four oh one back")[0].said
    assert "422" in clauses_of("it is four twenty two")[0].said


def test_speech_without_full_stops_is_cut_all_the_same() -> None:
    assert len(clauses_of("word " * 100)) > 4


def test_invisible_characters_are_seen_through() -> None:
    answer = "it ver\u200bifies\u202e nothing at all"
    text, places = visible(answer)
    assert text == "it verifies nothing at all"
    assert [answer[places[at]] for at in range(len(text))] == list(text)
    assert answer[clauses_of(answer)[0].start : clauses_of(answer)[0].end] == answer


def test_a_word_knows_its_sentence() -> None:
    assert [(one.text, one.sentence) for one in words_of("One two. Three!")] == [("one", 0), ("two", 0), ("three", 1)]
