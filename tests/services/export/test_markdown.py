"""Any text written as Markdown is read back by a reader of Markdown as that text."""

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from server.services.export.markdown import Written, inline, prose, quoted, shown
from server.services.export.marks import Mark, segments
from server.services.export.prose import blocks

TEXT = st.text(alphabet="ab1 .)(*_`~<>[]!&|\\#+-=:/@w\n\t'\"", max_size=50)


def read(markdown: str) -> str:
    """What a person sees, without white space."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", html))).replace("\N{NO-BREAK SPACE}", "")


@given(TEXT)
def test_an_answer_is_read_back_as_it_was_said(text: str) -> None:
    assert read(quoted(segments(text, []))) == (re.sub(r"\s+", "", text) or "(nothingwassaid)")


@given(TEXT, st.integers(0, 40), st.integers(1, 50))
def test_marks_add_their_labels_and_nothing_else(text: str, start: int, length: int) -> None:
    assume(text.strip() and "*" not in text)  # no evidence stands in an answer of nothing; stars are what marks are
    marks = [Mark(start, start + length, "covered", "1")]
    back = read(quoted(segments(text, marks)))
    said = re.sub(r"\s+", "", text) or "(nothingwassaid)"
    assert back.replace("**", "").replace("[1]", "", 1) in {
        said.replace("**", ""),
        said.replace("**", "").replace("[1]", "", 1),
    }


@given(TEXT)
def test_a_value_is_read_back_as_it_is(text: str) -> None:
    assert read(f"so: {shown(text)}") == "so:" + re.sub(r"\s+", "", text)


def test_what_is_written_already_is_left_alone() -> None:
    assert shown(Written("**bold**")) == "**bold**"


def test_identifiers_stay_readable() -> None:
    assert inline("run_in_threadpool(get_db)") == "run_in_threadpool(get_db)"


@pytest.mark.parametrize("text", ["1. one", "2) two", "- a", "+ b", "# c", "> d", "--- e", "=== f"])
def test_no_line_of_an_answer_begins_a_block(text: str) -> None:
    html = MarkdownIt("commonmark").render(quoted(segments(text, [])))
    assert html == f"<blockquote>\n<p>{text.replace('>', '&gt;')}</p>\n</blockquote>\n"


def test_feedback_keeps_its_shape() -> None:
    text = "**Landed:** you named it.\n\n- one `x_y`\n- two\n\n```\na ``` b\n```"
    html = MarkdownIt("commonmark").render(prose(blocks(text)))
    assert "<strong>Landed:</strong> you named it." in html
    assert "<code>x_y</code>" in html
    assert html.count("<li>") == 2
    assert "<pre><code>a ``` b\n</code></pre>" in html
