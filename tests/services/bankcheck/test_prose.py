"""Prose: sentences, words and the likeness of two questions."""

import pytest

from server.services.bankcheck.prose import bare, folded, likeness, sentences, stands_whole_in, subject, words

ANSWER = 'It waits. "Then it goes on." Does it block?\n  No, it doesn\'t;\n  e.g. a timer runs.'


def test_white_space_is_folded_and_words_are_counted() -> None:
    assert folded(" a \n b ") == "a b"
    assert words(" it's  run_in_threadpool() ") == 2


def test_text_is_cut_into_sentences() -> None:
    assert sentences("One. Two?  Three!\nFour") == ["One.", "Two?", "Three!", "Four"]


@pytest.mark.parametrize(
    "sentence", ["It waits.", "Does it   block?", "No, it doesn't; e.g. a timer runs.", folded(ANSWER)]
)
def test_a_whole_sentence_is_recognised_however_its_lines_break(sentence: str) -> None:
    assert stands_whole_in(sentence, ANSWER)


@pytest.mark.parametrize("part", ["waits.", "No, it doesn't", "Does it", "It never waits.", "it waits."])
def test_half_a_sentence_or_another_one_is_not(part: str) -> None:
    assert not stands_whole_in(part, ANSWER)


def test_case_and_punctuation_hide_no_repeat() -> None:
    assert bare("Well -- It's `async`!") == bare("well, it's ASYNC.")


def test_the_same_question_in_other_words_is_alike_and_a_neighbour_is_not() -> None:
    one = subject("In what order does FastAPI run several middlewares?")
    assert likeness(one, subject("What order do several middleware run in?")) >= 0.65
    assert likeness(one, subject("How do you write a middleware?")) < 0.3
    assert likeness(subject("What is it?"), subject("")) == 0
