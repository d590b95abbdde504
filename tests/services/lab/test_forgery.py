"""Forgeries are made of a question's own words, and say what they are meant to."""

from server.services.lab.forgery import echoes, negated, pasted, stuffed
from tests.bank_fixture import a_question

QUESTION = a_question()


def test_every_echo_holds_the_question() -> None:
    assert all(QUESTION.ask in text for text in echoes(QUESTION))
    assert len(set(echoes(QUESTION))) == 3


def test_stuffing_says_the_right_words_and_nothing_about_them() -> None:
    texts = stuffed(QUESTION)
    assert texts["vocabulary"] == "vapour pressure, altitude"
    assert "the" not in texts["words of the key points"].split()
    listed = texts["words of the model answer, sorted"].split(", ")
    assert listed == sorted(set(listed))
    assert "vapour" in listed


def test_every_point_is_denied() -> None:
    assert negated(QUESTION) == (
        "It is not the case that water boils when its vapour pressure equals the pressure around it. "
        "The air pressure is not lower on a mountain. "
        "About one degree is not lost for every 300 metres. "
        "It is not the case that a pressure cooker raises the boiling point again."
    )


def test_what_is_denied_already_is_not_denied_twice() -> None:
    points = [point.model_dump() for point in QUESTION.key_points]
    denied = a_question(key_points=[points[0] | {"says": "It does not depend on the cold."}, *points[1:]])
    assert "not not" not in negated(denied)


def test_a_denial_is_english_and_keeps_the_names_in_it() -> None:
    points = [point.model_dump() for point in QUESTION.key_points]
    said = [points[0] | {"says": "FastAPI builds it."}, points[1] | {"says": "It can boil."}, *points[2:]]
    denied = negated(a_question(key_points=said))
    assert denied.startswith("It is not the case that FastAPI builds it. It cannot boil. ")


def test_pasted_points_are_the_rubric_word_for_word() -> None:
    assert all(point.says in pasted(QUESTION) for point in QUESTION.key_points)
