"""Markdown: values written so that every reader of Markdown shows them as the text that they are."""

import re
from collections.abc import Iterable

from server.services.export.marks import Segment
from server.services.export.prose import Block, Span

_ALWAYS = re.compile(r"([\\`*\[\]<&|~])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore that does not stand inside a word; identifiers stay readable."""

_ADDRESS = re.compile(r"(?i)(?<=\w)(://|@)|(?<=\bwww)(\.)")
"""What would make a bare address a link."""

_LINE_START = re.compile(r"^(#|>|[-+=]|\d+(?=[.)]))")


class Written(str):
    """Markdown that is finished: `shown` leaves it alone."""

    __slots__ = ()


def shown(value: object) -> str:
    """Any value of a template: text on one line, made harmless; what is Written already as it stands."""
    return value if isinstance(value, Written) else inline(" ".join(str(value).split()))


def inline(text: str) -> str:
    """Text, made harmless within a line."""
    text = _ALWAYS.sub(r"\\\1", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    return _ADDRESS.sub(lambda found: "".join(f"\\{char}" for char in found[0]), text)


def quoted(pieces: Iterable[Segment], prefix: str = "> ") -> Written:
    """An answer as a block quote, its marked words bold and labelled."""
    text = "".join(_piece(piece, before, after) for before, piece, after in _with_neighbours(list(pieces)))
    return Written(_lines(text, prefix) if text.strip() else f"{prefix}*(nothing was said)*")


def prose(parts: Iterable[Block], prefix: str = "") -> Written:
    """Feedback, written anew from its blocks."""
    return Written(f"\n{prefix.rstrip()}\n".join(_block(part, prefix) for part in parts))


def _block(block: Block, prefix: str) -> str:
    if block.kind == "code":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.spans[0].text)), default=0))
        body = [fence, *block.spans[0].text.splitlines(), fence]
        return "\n".join(f"{prefix}{line}" for line in body)
    text = "".join(_span(span) for span in block.spans)
    match block.kind:
        case "bullet" | "numbered":
            first, *rest = _lines(text, "").split("\n")
            return "\n".join([f"{prefix}- {first}", *(f"{prefix}  {line}" for line in rest)])
        case "quote":
            return _lines(text, f"{prefix}> ")
        case _:
            return _lines(text, prefix)


def _span(span: Span) -> str:
    match span.style:
        case "strong":
            return f"**{inline(span.text)}**"
        case "emphasis":
            return f"*{inline(span.text)}*"
        case "code":
            return f"`{span.text}`"
        case "plain":
            return inline(span.text)


def _with_neighbours(pieces: list[Segment]) -> Iterable[tuple[str, Segment, str]]:
    texts = ["", *(piece.text for piece in pieces), ""]
    return ((texts[i], piece, texts[i + 2]) for i, piece in enumerate(pieces))


def _piece(piece: Segment, before: str, after: str) -> str:
    labels = rf" \[{', '.join(piece.labels)}\]" if piece.labels else ""
    if piece.kind is None:
        return inline(piece.text)
    bold = (_bold(line, before, after) if line.strip() else line for line in piece.text.split("\n"))
    return "\n".join(bold) + labels


def _bold(line: str, before: str, after: str) -> str:
    """Bold where Markdown would take it as such: its stars must stand at the edge of a word."""
    core = line.strip()
    lead, trail = line[: line.index(core[0])], line[len(line.rstrip()) :]
    edges = core[0].isalnum() and core[-1].isalnum()
    apart = not (before[-1:].isalnum() and not lead) and not (after[:1].isalnum() and not trail)
    return f"{lead}**{inline(core)}**{trail}" if edges and apart else inline(line)


def _lines(text: str, prefix: str) -> str:
    """Each line with its prefix, harmless at its start, its indentation and its break kept."""
    lines = text.splitlines() or [""]
    written = [_line(line) for line in lines]
    breaks = ["\\" if now and then else "" for now, then in zip(written, [*written[1:], ""], strict=True)]
    return "\n".join(f"{prefix}{line}{end}".rstrip(" ") for line, end in zip(written, breaks, strict=True))


def _line(line: str) -> str:
    body = line.lstrip()
    indent = "&nbsp;" * len(line[: len(line) - len(body)].expandtabs(4)) if body else ""
    found = None if indent else _LINE_START.match(body)
    if found is None:
        return indent + body
    start = found[0]
    escaped = f"{start}\\" if start.isdigit() else f"\\{start}"
    return escaped + body[len(start) :]
