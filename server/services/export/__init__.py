"""Export: a report as a file to keep or to hand to a coach: JSON, Markdown, or one self-contained HTML page.

Everything that came from outside (answers, feedback, what was asked) is shown as text: in HTML every value is
escaped, in Markdown every value is; feedback is read as a small subset of Markdown and written anew.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.domain.report import Report
from server.services.export import markdown, words
from server.services.export.marks import letter, marks_of, segments
from server.services.export.prose import blocks

if TYPE_CHECKING:
    from jinja2 import Environment

FORMATS: dict[str, str] = {
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""The file formats, each with its media type."""

_BLANK_LINES = re.compile(r"\n{3,}")
"""What conditions leave behind in the Markdown template; blank lines of an answer start with `>`."""


def exported(report: Report, file_format: str) -> str:
    """The report in one of FORMATS. JSON is the report as HTTP gives it; the others are for people."""
    if file_format == "json":
        return report.model_dump_json(indent=2) + "\n"
    whole = _templates()[file_format].get_template(f"report.{file_format}").render(report=report)
    return _BLANK_LINES.sub("\n\n", whole) if file_format == "md" else whole


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
