"""Reading: one file as one of our values, or every reason why it is not one, each with its line and field."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from server.adapters import yaml_text
from server.domain.survey import Finding, line_of
from server.domain.value import Value

MAX_BYTES = 256_000
"""A long question file is 25 kB."""

V = TypeVar("V", bound=Value)
Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[V]):
    """The value, or None and at least one finding; and the line of each field that could be read."""

    value: V | None
    lines: Mapping[str, int]
    findings: tuple[Finding, ...] = ()


def read_file(path: Path, model: type[V], shown: str) -> Reading[V]:
    """The file at `path` as a `model`; findings name the file as `shown`."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _unread(Finding(shown, None, "", f"expected at most {MAX_BYTES:,} bytes, got {size:,}."))
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return _unread(Finding(shown, None, "", f"expected UTF-8, got something else at byte {error.start}."))
    except OSError as error:
        return _unread(Finding(shown, None, "", f"expected a readable file, got: {error.strerror}."))
    return read_text(text, model, shown)


def read_text(text: str, model: type[V], shown: str) -> Reading[V]:
    """A YAML text as a `model`; findings name the file as `shown`."""
    try:
        marked = yaml_text.read(text)
    except yaml_text.Unreadable as error:
        return _unread(Finding(shown, error.line, error.field, error.says))
    if not marked.has_fields:
        return _unread(Finding(shown, 1, "", f"expected fields, got {_shown(marked.value)}."))
    try:
        return Reading(model.model_validate(marked.value), marked.lines)
    except ValidationError as error:
        errors = [dict(one) for one in error.errors(include_url=False)]
        problems = [_explained(model, one) for one in errors if not _only_follows(one)]
        findings = (Finding(shown, line_of(marked.lines, field), field, says) for field, says in problems)
        return Reading(None, marked.lines, tuple(findings))


def _unread(finding: Finding) -> Reading[Any]:
    return Reading(None, {}, (finding,))


def _explained(model: type[Value], error: dict[str, Any]) -> tuple[str, str]:
    """The dotted field and the sentence for one of pydantic's errors."""
    loc: Loc = error["loc"]
    field = ".".join(str(step) for step in loc if step != "[key]")
    if error["type"] == "value_error":
        # Our own validators begin with the field below the value that they look at.
        inner, _, rest = str(error["ctx"]["error"]).partition(": ")
        return f"{field}.{inner}".strip("."), f"{rest}."
    if error["type"] == "extra_forbidden":
        return field, _no_such_field(str(loc[-1]), fields_at(model, loc[:-1]))
    if error["type"] == "missing":
        return field, "expected a value, got none."
    return field, _expected(error)


def _only_follows(error: dict[str, Any]) -> bool:
    """Whether a list counts as too short only because pydantic leaves out the items that it has already refused."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _expected(error: dict[str, Any]) -> str:
    kind, given, limits = error["type"], error["input"], error.get("ctx", {})
    if kind in {"string_too_long", "string_too_short"}:
        most, least = limits.get("max_length"), limits.get("min_length")
        wanted = f"at most {most}" if most is not None else f"at least {least}"
        return f"expected {wanted} characters, got {len(given)}."
    if kind in {"too_long", "too_short"}:
        most, least = limits.get("max_length"), limits.get("min_length")
        wanted = f"at most {most}" if most is not None else f"at least {least}"
        return f"expected {wanted} of them, got {len(given)}."
    if kind == "string_pattern_mismatch":
        return f"expected lower-case words joined by hyphens (or slashes, for a path), got {_shown(given)}."
    wanted = re.sub(r"^(Input|String|Value) should (be|have) ", "", error["msg"])
    return f"expected {wanted[0].lower()}{wanted[1:]}, got {_shown(given)}."


def _no_such_field(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return (
        f"no such field. Did you mean {near[0]!r}?" if near else f"no such field. Expected one of {', '.join(known)}."
    )


@cache
def fields_at(model: type[Value], loc: Loc) -> tuple[str, ...]:
    """The names of the fields of the value that stands at `loc` inside a `model`."""
    schema = model.model_json_schema()
    node = schema
    for step in (*loc, None):
        node = next((one for one in node.get("anyOf", ()) if "$ref" in one), node)
        if "$ref" in node:
            node = schema["$defs"][str(node["$ref"]).rpartition("/")[2]]
        if isinstance(step, str):
            node = node["properties"][step]
        elif step is not None:
            node = node["prefixItems"][step] if "prefixItems" in node else node["items"]
    return tuple(node["properties"])


def _shown(value: object) -> str:
    """A value in a few words, as its author would recognise it."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case bool():
            return str(value).lower()
        case _:
            text = repr(value)
            return text if len(text) <= 60 else f"{text[:57]}...'"
