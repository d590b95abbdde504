"""Phrasing levels rise with what a listener would notice, and each says what was heard."""

import pytest

from server.errors import Misconfigured
from server.graders.clauses import clauses_from, words_of
from server.graders.phrasing import MEASURES, Delivery, content_stems_of, criterion
from server.graders.targets import targets_of
from server.graders.verdicts import Listening
from tests.rubric_fixture import RUBRIC

LEADS = "Water boils when the pressure of its vapour reaches the pressure of the surrounding air."
PREAMBLE = "Well, that is a good question and I have been thinking about it for quite some time in fact. "


def delivery(answer: str) -> Delivery:
    words = words_of(answer)
    clauses = clauses_from(words)
    ears = Listening(targets_of(RUBRIC), answer, (), clauses)
    return Delivery(RUBRIC, answer, words, clauses, ears.heard_at(0), ears.heard_at(0) or ears.heard_at(1))


def level(answer: str, name: str) -> int:
    return criterion(delivery(answer), name).level


def test_leading_with_the_point_is_best() -> None:
    answers = [LEADS, PREAMBLE + LEADS, PREAMBLE * 2 + LEADS + PREAMBLE * 3, PREAMBLE * 4 + LEADS, PREAMBLE]
    assert [level(answer, "opening") for answer in answers] == [4, 3, 2, 1, 0]


def test_the_opening_is_quoted() -> None:
    (found,) = criterion(delivery(LEADS), "opening").evidence
    assert LEADS.startswith(found.quote)


def test_joints_hold_and_jumps_lose_a_listener() -> None:
    held = "First the air is thin up there, because you are high, so it presses less. Then it boils, whereas below, if."
    lost = "The air is thin up there. Anyway, my uncle had a cooker at the lake. By the way, the soup was very good."
    assert level(held, "structure") > level(lost, "structure")


def test_padding_costs_concision_but_the_odd_um_does_not() -> None:
    once = (
        "Um, water boils when its vapour pushes as hard as the air, and up there the air pushes less than by the sea. "
        "So you lose a degree for every three hundred metres, and the eggs take longer."
    )
    often = once.replace(", ", ", um, you know, I guess, sort of, to be honest, ")
    assert level(once, "concision") >= 3
    assert level(often, "concision") <= 1
    assert "um" in criterion(delivery(often), "concision").note


def test_saying_it_again_is_not_concise() -> None:
    once = "Water boils when its vapour pushes as hard as the air does, and up there it pushes less. "
    assert level(once * 4, "concision") < level(once, "concision")


def test_the_terms_of_the_field_are_heard() -> None:
    assert level("It is the vapour pressure, and a sealed lid for the steam.", "vocabulary") == 4
    assert level("It is the thing with the stuff, something like that.", "vocabulary") == 0


def test_names_numbers_and_examples_are_concrete() -> None:
    vague = "It depends on many things, and in general one has to be careful with it."
    named = "For example, `boil(90)` at 3000 metres gives kettle.whistle, and app_pressure is 700, not 1013."
    assert level(vague, "concreteness") == 0
    assert level(named, "concreteness") == 4


@pytest.mark.parametrize("name", MEASURES)
def test_silence_is_level_0_and_says_so(name: str) -> None:
    found = criterion(delivery(""), name)
    assert (found.level, found.note) == (0, "Nothing was said yet.")


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("answer", ["Air.", LEADS, "word " * 600, "水が沸騰する。", "🙂 " * 20])
def test_every_level_has_a_note_of_one_sentence(name: str, answer: str) -> None:
    found = criterion(delivery(answer), name)
    assert found.note.endswith(".")
    assert len(found.note) <= 300


def test_a_criterion_without_a_measure_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match=r"measures opening, structure.*got 'eloquence'"):
        criterion(delivery(LEADS), "eloquence")


def test_a_term_of_two_words_has_two_stems() -> None:
    assert len(content_stems_of("vapour pressure")) == 2
