"""The sentences of the template: each can be said, and none says what the grader did not find."""

import string
from collections.abc import Iterator, Mapping, Sequence

import pytest

from server.graders import wording

FILLED_IN = {"quote", "claim", "spoken", "number", "count", "advice"}
HEDGES = ("I think", "If this is what you meant")


Ways = str | Sequence[str] | Mapping[str, Sequence[str]]


def texts(of: Ways) -> Iterator[str]:
    if isinstance(of, str):
        yield of
    else:
        for one in of.values() if isinstance(of, Mapping) else of:
            yield from texts(one)


SAID = {name: [*texts(value)] for name, value in vars(wording).items() if name.isupper() and name != "NUMBERS"}


@pytest.mark.parametrize("name", SAID)
def test_every_sentence_is_one(name: str) -> None:
    for text in SAID[name]:
        assert text[0].isupper() or text[0] == "{", text
        assert text.endswith((".", ":", "{claim}", "{advice}", "”")), text
        assert {field for _, field, _, _ in string.Formatter().parse(text) if field} <= FILLED_IN
        assert ".." not in text
        assert "  " not in text


def test_nobody_is_told_that_they_are_wrong() -> None:
    assert not [text for said in SAID.values() for text in said if "wrong" in text.lower()]


def test_no_two_ways_are_the_same() -> None:
    said = [text for texts in SAID.values() for text in texts]
    assert len(said) == len(set(said))


def test_a_mood_has_enough_openings_for_an_interview() -> None:
    assert all(
        len(ways) >= 8 for mood, ways in wording.OPENINGS.items() if mood in ("strong", "fair", "thin", "hints", "none")
    )


def test_what_was_heard_faintly_is_always_hedged_and_asked_for_more_plainly() -> None:
    for text in (*wording.FAINT, *wording.GUESSED):
        assert any(hedge in text for hedge in HEDGES), text
        assert any(word in text for word in ("plain", "outright")), text
