"""The PDF: whole, the same every time, and hostile text in it is text."""

import zlib
from datetime import timedelta

import pytest

from server.domain.report import QuestionReport, State
from server.services.export.pdf import pdf
from tests.services.report_fixture import ANSWER, answered, graded, report, turn, whole_report

HOSTILE = (
    '#import "@preview/x:1.0.0"',
    '#read("/etc/passwd")',
    "$ x $ `code` *bold* _it_ <label> @ref // no",
    "\\ #{ let x = 1 }",
    "مرحبا \u202e right",
    "long" * 900,
    "中文",
    "a\x00b",
    "\ufeffbom",
    "\uffff",
    "\U0010ffff",
    "🙂 שלום",
)


def test_it_is_a_pdf_and_the_same_for_the_same_report() -> None:
    made = pdf(whole_report())
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    assert pdf(whole_report()) == made


def test_it_is_tagged_for_screen_readers_and_says_its_title() -> None:
    made = pdf(whole_report())
    inflated = b"".join(_streams(made))
    assert b"/MarkInfo" in made + inflated
    assert b"pdfuaid" in made + inflated
    assert b"Mock interview, fastapi" in made + inflated


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_set_as_text(text: str) -> None:
    answer = f"{text} {ANSWER}"
    grade = graded(answer, "FastAPI calls for me", "caches the result within one request", "one instance", says=text)
    asked = turn(text, answered(answer, grade, feedback=text))
    whole = report(QuestionReport(state=State.GRADED, turn=asked, follow_ups=()))
    assert pdf(whole).startswith(b"%PDF-")


def test_a_report_of_nothing_has_its_page() -> None:
    empty = report()
    assert pdf(empty.model_copy(update={"started_at": empty.started_at + timedelta(days=1)})).startswith(b"%PDF-")
    assert pdf(empty.model_copy(update={"started_at": None})).startswith(b"%PDF-")


def test_a_start_between_two_seconds_is_no_trouble() -> None:
    whole = whole_report()
    between = whole.model_copy(update={"started_at": whole.started_at + timedelta(microseconds=123)})
    assert pdf(between) == pdf(whole)


def _streams(made: bytes) -> list[bytes]:
    """What the compressed parts of a PDF hold."""
    found: list[bytes] = []
    for part in made.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            found.append(part)
    return found
