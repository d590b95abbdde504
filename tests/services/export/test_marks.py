"""Marks cut an answer into stretches that put together are the answer."""

from hypothesis import given
from hypothesis import strategies as st

from server.services.export.marks import Mark, letter, marks_of, segments

MARKS = st.builds(
    Mark,
    start=st.integers(0, 30),
    end=st.integers(0, 40),
    kind=st.sampled_from(["covered", "partial", "held"]),
    label=st.sampled_from(["1", "2", "a"]),
)


@given(st.text(max_size=30), st.lists(MARKS, max_size=6))
def test_the_segments_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(piece.text for piece in segments(text, marks)) == text


def test_marks_that_overlap_share_a_stretch_and_the_graver_one_colours_it() -> None:
    cut = segments("abcdef", [Mark(0, 4, "covered", "1"), Mark(2, 6, "held", "a")])
    assert [(piece.text, piece.kind, piece.labels) for piece in cut] == [
        ("ab", "covered", ()),
        ("cd", "held", ("1",)),
        ("ef", "held", ("a",)),
    ]


def test_a_mark_beyond_the_text_is_left_out() -> None:
    assert [piece.kind for piece in segments("abc", [Mark(1, 9, "held", "a")])] == [None]


def test_an_answer_without_a_grade_has_no_marks() -> None:
    assert marks_of(None) == []


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 52)] == ["a", "z", "a1", "a2"]
