"""What is quoted shows as text, and what is joined reads as a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders.voice import LONGEST_QUOTE, Voice, claim, quoted, sentence, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("get_current_user", "get_current_user"),
        ("_this_ is __init__", r"\_this\_ is \_\_init\_\_"),
        ("<b>&amp;</b>", r"\<b\>\&amp;\</b\>"),
        ("[a](http://b.c)", r"\[a\](http\://b.c)"),
        ("www.evil.example", r"www\.evil.example"),
        ("a\n\n# b", "a # b"),
        ("\u202ereversed\u202c zero\u200bwidth", "reversed zerowidth"),
        ("`*~\\", "\\`\\*\\~\\\\"),
    ],
)
def test_markup_shows_as_it_was_typed(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text())
def test_what_is_shown_is_one_line(text: str) -> None:
    assert "\n" not in shown(text)


@given(st.text(max_size=200))
def test_a_quote_has_its_marks_and_ends(text: str) -> None:
    found = quoted(text)
    assert found[0] == "“"
    assert found[-1] == "”"
    assert found.count("”") == 1


def test_a_long_quote_is_cut_with_a_sign() -> None:
    found = quoted("word " * (LONGEST_QUOTE + 1))
    assert found.endswith("word …”")
    assert found.count("word") == LONGEST_QUOTE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it reads the header", "It reads the header."),
        ("It reads the header.", "It reads the header."),
        ("tokenUrl is for the docs", "tokenUrl is for the docs."),
        ("does it?", "Does it?"),
        ("  so it goes … ", "So it goes …"),
    ],
)
def test_a_sentence_begins_and_ends_as_one(text: str, expected: str) -> None:
    assert sentence(text) == expected


def test_a_claim_is_set_off() -> None:
    assert claim("it reads") == "*It reads.*"


def test_a_voice_repeats_itself_and_takes_turns() -> None:
    ways = ("a", "b", "c")
    voice = Voice("answer", "v1")
    assert voice.choose("slot", ways) == Voice("answer", "v1").choose("slot", ways)
    assert {voice.choose("slot", ways, turn) for turn in range(3)} == set(ways)
    assert {Voice(str(at), "v1").choose("slot", ways) for at in range(40)} == set(ways)


def test_a_voice_bears_any_text() -> None:
    assert Voice("\ud800", "v1").choose("slot", ("a",)) == "a"
