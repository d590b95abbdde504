"""Feedback is read as a small subset of Markdown; all else stays text."""

from hypothesis import given
from hypothesis import strategies as st

from server.services.export.prose import Block, Span, blocks


def plain(text: str) -> Block:
    return Block("paragraph", (Span("plain", text),))


def test_paragraphs_are_told_apart_by_blank_lines() -> None:
    assert blocks("One\ntwo.\n\nThree.") == [plain("One\ntwo."), plain("Three.")]


def test_lists_quotes_and_fences() -> None:
    assert [
        (block.kind, block.spans[0].text) for block in blocks("- a\n  more\n- b\n1. c\n> d\n> e\n\n```py\nx = 1\n```")
    ] == [
        ("bullet", "a\nmore"),
        ("bullet", "b"),
        ("numbered", "c"),
        ("quote", "d\ne"),
        ("code", "x = 1"),
    ]


def test_strong_emphasis_and_code() -> None:
    assert blocks("a **b** *c* _d_ `e`")[0].spans == (
        Span("plain", "a "),
        Span("strong", "b"),
        Span("plain", " "),
        Span("emphasis", "c"),
        Span("plain", " "),
        Span("emphasis", "d"),
        Span("plain", " "),
        Span("code", "e"),
    )


def test_underscores_inside_words_are_no_emphasis() -> None:
    assert blocks("run_in_threadpool and get_db") == [plain("run_in_threadpool and get_db")]


def test_links_images_and_html_stay_text() -> None:
    for text in ("[a](javascript:b)", "![a](https://b)", "<img src=x>", "a | b"):
        assert blocks(text) == [plain(text)]


def test_a_backslash_takes_the_meaning_of_a_sign() -> None:
    assert blocks(r"\*not\* \[this\]") == [plain("*not* [this]")]


def test_a_fence_that_is_never_closed_is_code_to_the_end() -> None:
    assert blocks("```\n**a**\n\nb") == [Block("code", (Span("code", "**a**\n\nb"),))]


@given(st.text(alphabet="ab *_`\\\n->#1.[](", max_size=60))
def test_no_letter_is_ever_lost(text: str) -> None:
    shown = "".join(span.text for block in blocks(text) for span in block.spans)
    if "`" not in text:
        assert [char for char in shown if char in "ab"] == [char for char in text if char in "ab"]
