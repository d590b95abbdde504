"""Prose parted into channels while it streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders.sections import Sections

PROSE = "## Technical\nOne *two*.\n\n- a # b\n\n## Phrasing\n\nThree.\n## Stronger\n#1 is this.\n"
PARTS = {"technical": "One *two*.\n\n- a # b", "phrasing": "Three.", "stronger": "#1 is this."}


@given(st.lists(st.integers(0, len(PROSE)), max_size=20))
def test_the_parts_are_the_same_however_the_text_is_cut(cuts: list[int]) -> None:
    sections, pieces, at = Sections(), [], 0
    for cut in [*sorted(cuts), len(PROSE)]:
        pieces += sections.feed(PROSE[at:cut])
        at = max(at, cut)
    pieces += sections.end()
    said = {channel: "".join(one.text for one in pieces if one.channel == channel) for channel in PARTS}
    assert said == sections.texts
    assert {channel: text.strip() for channel, text in said.items()} == PARTS


def test_text_goes_on_before_its_line_is_whole() -> None:
    sections = Sections()
    sections.feed("## Technical\n")
    assert [(piece.channel, piece.text) for piece in sections.feed("You said")] == [("technical", "You said")]


@pytest.mark.parametrize("held", ["#", "##", "## ", "## Phra", "## Phrasing"])
def test_what_may_become_a_heading_is_held(held: str) -> None:
    sections = Sections()
    sections.feed("## Technical\nYes.\n")
    assert sections.feed(held) == []


def test_a_heading_that_is_none_of_ours_is_text() -> None:
    sections = Sections()
    sections.feed("## Technical\n## Notes\nYes.")
    assert sections.texts == {"technical": "## Notes\nYes."}


def test_words_before_the_first_heading_are_left_out() -> None:
    sections = Sections()
    assert sections.feed("Sure, here you are:\n\n## Technical:\nYes.")[0].text == "Yes."
    assert sections.texts == {"technical": "Yes."}
