"""An exported report holds all that was said and found, and hostile text in it shows as text."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from server.domain.report import QuestionReport, Report, State
from server.services import export
from server.services.export import FileFormat
from tests.services.report_fixture import ANSWER, answered, aside, evidence, graded, report, turn, whole_report

HOSTILE = (
    "<script>alert(1)</script>",
    "</blockquote><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) and ![pixel](https://evil.example/p.png)",
    "```\n~~~\n# Heading\n---\n| a | b |\n> quote\n1. one\n- two\n    code",
    "&lt;b&gt; {{ 7 * 7 }} {% raw %} \\*not\\* **bold** __bold__ `tick` ``tick``",
    "\u202eright to left\u202c and \u0645\u0631\u062d\u0628\u0627",
    "long" * 400,
    "https://evil.example www.evil.example me@evil.example <https://evil.example>",
    '" onmouseover="alert(1)',
)


MARKDOWN_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "p", "strong", "em", "code", "pre", "ul", "li", "blockquote", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def exported(report: Report, file_format: str) -> str:
    return export.exported(report, (), FileFormat(file_format)).decode()


class Page(HTMLParser):
    """The tags of a page, and the text that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def full_of(text: str) -> Report:
    """A report with this text wherever text can come from outside."""
    answer = f"{text} {ANSWER} {text}"
    grade = graded(answer, "FastAPI calls for me", "caches the result within one request", text, says=text)
    asked = turn(text, answered(answer, grade, feedback=text), asides=(aside("clarification", text, asked=text),))
    return report(QuestionReport(state=State.GRADED, turn=asked, follow_ups=()))


def test_json_is_the_report() -> None:
    assert Report.model_validate_json(exported(whole_report(), "json")) == whole_report()


@pytest.mark.parametrize("file_format", ["md", "html"])
@pytest.mark.parametrize(
    "held",
    [
        "What is a dependency in FastAPI?",
        "And what does yield add?",
        "Think of what happens before your function is called.",
        "Do you want code?",
        "1 graded, 1 estimated offline, 1 not graded, 1 skipped",
        "34.3 unprompted, 59.3 with the follow-ups",
        "19.2 of 35.0",
        "Since the attempt of 1 March 2026, 12:00 UTC: of the key points 1 better. Technical +14.3.",
        "one instance for the whole",
        "The cache lives for one request only.",
        "The main point came in sentence 2 of 3.",
        "between 24.3 and 44.3",
        "Language-model grader 0123456789ab",
        "Embedded grader 1.abc",
        "model small-model (served small-model-2026)",
        "The language model took too long. It will not be tried again by itself.",
        "it stands in for a grade, it is none",
        "Grades of different graders are never averaged together.",
        "You could say:",
    ],
)
def test_the_files_for_people_hold(file_format: str, held: str) -> None:
    whole = exported(whole_report(), file_format)
    text = (
        Page(whole).text
        if file_format == "html"
        else Page(MarkdownIt("gfm-like", {"linkify": False}).render(whole)).text
    )
    assert held in " ".join(text.split())


def test_quotes_are_marked_in_the_answer() -> None:
    page = exported(whole_report(), "html")
    assert '<mark class="covered">FastAPI calls for me</mark><sup>1</sup>' in page
    assert '<mark class="held">one instance for the whole</mark><sup>a</sup>' in page
    assert r"**FastAPI calls for me** \[1\]" in exported(whole_report(), "md")


def test_a_page_asks_nothing_of_any_host_and_runs_nothing() -> None:
    for text in HOSTILE:
        tags = Page(exported(full_of(text), "html")).tags
        assert {tag for tag, _ in tags}.isdisjoint({"script", "img", "a", "link", "iframe", "form", "object", "base"})
        names = {name for _, attributes in tags for name in attributes}
        assert not {name for name in names if name.startswith("on") or name in {"src", "href", "action"}}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_the_text_it_is_in_html(text: str) -> None:
    assert Page(exported(full_of(text), "html")).text.count(text) >= 4


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_markdown(text: str) -> None:
    whole = exported(full_of(text), "md")
    tokens = MarkdownIt("commonmark").enable("table").parse(whole)
    inner = [child for token in tokens for child in token.children or ()]
    assert not {token.type for token in [*tokens, *inner]} & {"html_block", "html_inline", "image", "link_open"}
    page = Page(MarkdownIt("commonmark").enable("table").render(whole))
    assert {tag for tag, _ in page.tags} <= MARKDOWN_TAGS
    seen = squeezed(page.text)
    assert squeezed(ANSWER.split(".", maxsplit=1)[0]) in seen.replace("[1]", "")
    assert seen.count(squeezed(text)) >= 1
    assert not re.search(r"(?<!\\)://|www\.(?!$)", whole)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_words_that_two_lines_quote_are_marked_once_with_both_labels() -> None:
    page = exported(whole_report(), "html")
    assert '<mark class="held">caches the result within one request</mark><sup>2, b</sup>' in page


def test_an_interview_with_nothing_in_it_yet_can_be_exported() -> None:
    empty = report(QuestionReport(state=State.OPEN, turn=turn("Why?"), follow_ups=()))
    for file_format in ("json", "md", "html"):
        assert "Why?" in exported(empty, file_format)
    assert "Nothing was graded, so there is no score." in exported(empty, "html")


def test_an_empty_answer_is_told_as_one() -> None:
    silent = report(QuestionReport(state=State.WAITING, turn=turn("Why?", answered("")), follow_ups=()))
    assert "(nothing was said)" in exported(silent, "html")
    assert "(nothing was said)" in exported(silent, "md")


@pytest.mark.parametrize("file_format", ["md", "html"])
def test_what_was_shown_after_an_answer_stands_after_it(file_format: str) -> None:
    later = aside("reveal", "The model answer.")
    shown = later.model_copy(update={"at": later.at + timedelta(minutes=1)})
    asked = turn("Why?", answered("My own words."), asides=(aside("hint", "Think."), shown))
    whole = exported(report(QuestionReport(state=State.WAITING, turn=asked, follow_ups=())), file_format)
    assert whole.index("Think.") < whole.index("My own words.") < whole.index("The model answer.")


def test_json_keeps_every_character() -> None:
    for text in HOSTILE:
        body = json.loads(exported(full_of(text), "json"))
        assert body["questions"][0]["turn"]["question"]["ask"] == text


def test_offsets_count_code_points() -> None:
    answer = "\U0001f600\U0001f600 the cache lives for one request. \U0001f600"
    grade = graded(answer, "the cache lives", "for one request", "one request")
    page = exported(
        report(QuestionReport(state=State.GRADED, turn=turn("Why?", answered(answer, grade)), follow_ups=())), "html"
    )
    assert evidence(answer, "the cache lives").start == 3
    assert '<mark class="covered">the cache lives</mark>' in page
