"""Prose: feedback read as a small subset of Markdown: paragraphs, lists, quotes, code, strong and emphasis.

Everything else (HTML, links, images, headings' levels) stays the text that it is, so nothing in it can act.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Style = Literal["plain", "strong", "emphasis", "code"]
Kind = Literal["paragraph", "bullet", "numbered", "quote", "code"]


class Span(NamedTuple):
    style: Style
    text: str


class Block(NamedTuple):
    kind: Kind
    spans: tuple[Span, ...]


_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_STARTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("bullet", re.compile(r"\s*[-*+]\s+")),
    ("numbered", re.compile(r"\s*\d{1,3}[.)]\s+")),
    ("quote", re.compile(r"\s*>\s?")),
)
_HEADING = re.compile(r"\s*#{1,6}\s+(.*?)\s*#*$")
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>\S(?:[^*]{0,2000}?\S)?)\*\*"
    r"|(?<!\w)(?P<mark>[*_])(?P<emphasis>\S(?:[^*_]{0,2000}?\S)?)(?P=mark)(?!\w)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order; lines that belong together are joined by a line break."""
    return [Block(kind, _spans(kind, body)) for kind, body in _gathered(text) if body.strip()]


def _gathered(text: str) -> Iterator[tuple[Kind, str]]:
    kind: Kind = "paragraph"
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        opened = _FENCE.match(line)
        if fence:
            if opened and opened[1].startswith(fence):
                yield "code", "\n".join(lines)
                fence, kind, lines = "", "paragraph", []
            else:
                lines.append(line)
            continue
        if opened or not line.strip():
            yield kind, "\n".join(lines)
            fence, kind, lines = (opened[1] if opened else ""), "paragraph", []
            continue
        begins, rest = _start(line)
        if begins is not None and not (begins == kind == "quote"):
            yield kind, "\n".join(lines)
            kind, lines = begins, []
        lines.append(rest)
    yield ("code" if fence else kind), "\n".join(lines)


def _start(line: str) -> tuple[Kind | None, str]:
    """The kind of block that a line begins (None where it goes on), and the line without its marker."""
    heading = _HEADING.match(line)
    if heading:
        return "paragraph", f"**{heading[1]}**"
    for kind, pattern in _STARTS:
        found = pattern.match(line)
        if found:
            return kind, line[found.end() :]
    return None, line.strip()


def _spans(kind: Kind, body: str) -> tuple[Span, ...]:
    return (Span("code", body),) if kind == "code" else tuple(_joined(_inline(body)))


def _inline(text: str) -> Iterator[Span]:
    at = 0
    for found in _INLINE.finditer(text):
        yield Span("plain", text[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "code":
                yield Span("code", found["code"])
            case "strong":
                yield Span("strong", _ESCAPED.sub(r"\1", found["strong"]))
            case "emphasis":
                yield Span("emphasis", _ESCAPED.sub(r"\1", found["emphasis"]))
            case _:
                yield Span("plain", found["escaped"])
    yield Span("plain", text[at:])


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """The spans without empty ones, neighbours of one style joined."""
    open_: Span | None = None
    for span in spans:
        if not span.text:
            continue
        if open_ is not None and open_.style == span.style:
            open_ = Span(span.style, open_.text + span.text)
            continue
        if open_ is not None:
            yield open_
        open_ = span
    if open_ is not None:
        yield open_
