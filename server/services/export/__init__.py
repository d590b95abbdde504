"""Export: a report as a file to keep or to hand to a coach, to read, to print, to count with or to learn from.

Everything that came from outside (answers, feedback, what was asked) is shown as text: in HTML every value is
escaped, in Markdown every value is; feedback is read as a small subset of Markdown and written anew.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.domain.card import Card
from server.domain.report import Report
from server.services.export import markdown, words
from server.services.export.deck import deck
from server.services.export.marks import letter, marks_of, segments
from server.services.export.pdf import pdf
from server.services.export.prose import blocks
from server.services.export.table import table

if TYPE_CHECKING:
    from jinja2 import Environment


class FileFormat(StrEnum):
    """The file formats; `anki` is a deck of what was missed."""

    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    ANKI = "anki"


MEDIA_TYPES: dict[FileFormat, str] = {
    FileFormat.JSON: "application/json; charset=utf-8",
    FileFormat.MARKDOWN: "text/markdown; charset=utf-8",
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.PDF: "application/pdf",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.ANKI: "application/octet-stream",
}

_BLANK_LINES = re.compile(r"\n{3,}")
"""What conditions leave behind in the Markdown template; blank lines of an answer start with `>`."""


def file_name(interview_id: str, file_format: FileFormat) -> str:
    ending = "apkg" if file_format is FileFormat.ANKI else file_format.value
    return f"viva-{interview_id}.{ending}"


def exported(report: Report, cards: Sequence[Card], file_format: FileFormat) -> bytes:
    """The report as a file. JSON is the report as HTTP gives it; `cards` are for the deck only.

    Raises Unavailable where a format needs a package that is not installed.
    """
    match file_format:
        case FileFormat.JSON:
            return (report.model_dump_json(indent=2) + "\n").encode()
        case FileFormat.HTML:
            return _rendered(report, "html").encode()
        case FileFormat.MARKDOWN:
            return _BLANK_LINES.sub("\n\n", _rendered(report, "md")).encode()
        case FileFormat.CSV:
            return table(report).encode()
        case FileFormat.PDF:
            return pdf(report)
        case FileFormat.ANKI:
            # What is asked is settled when an interview starts: a late grade must not put it back over newer wording.
            return deck(cards, report.started_at or datetime.now(UTC))


def _rendered(report: Report, kind: str) -> str:
    return _templates()[kind].get_template(f"report.{kind}").render(report=report)


@cache
def _templates() -> "dict[str, Environment]":
    """One set of templates a format, told apart by what makes a value harmless."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    kinds = {
        "html": Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True),
        "md": Environment(
            loader=loader,
            autoescape=False,  # noqa: S701 - Markdown has its own escaping: `shown`, on every value
            finalize=markdown.shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        ),
    }
    tools: dict[str, Any] = {
        "marks_of": marks_of,
        "segments": segments,
        "letter": letter,
        "blocks": blocks,
        "words": words,
        "markdown": markdown,
    }
    for environment in kinds.values():
        environment.globals.update(tools)
    return kinds
