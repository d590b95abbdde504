"""YAML text as plain values, with the line of every field. PyYAML's C parser, read event by event.

The dialect is small on purpose. Aliases, anchors and tags are refused (a few hundred bytes of aliases can hold
millions of leaves), keys are unique, and plain scalars mean what YAML 1.2 says: `no` is a word and `2026-01-01` is
text. Reading events instead of nodes keeps nesting in our hands: libyaml's composer overflows the C stack on it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

MAX_DEPTH = 20
"""A question file needs five levels."""

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Unreadable(Exception):
    """This text is not YAML as we read it. Stays among the adapters that read files."""

    def __init__(self, line: int, field: str, says: str) -> None:
        super().__init__(says)
        self.line = line
        self.field = field
        self.says = says


@dataclass(frozen=True, slots=True)
class Marked:
    """A value, and the line (from 1) of each field by dotted path; the document itself is the path ''."""

    value: Any
    lines: Mapping[str, int]

    @property
    def has_fields(self) -> bool:
        return isinstance(self.value, dict)


def read(text: str) -> Marked:
    """The one document in this text, as dicts, lists, text, numbers, booleans and None; Unreadable otherwise."""
    document = _Document()
    try:
        for event in _events(text):
            document.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(line, "", f"expected YAML, got something else: {error.problem}.{_hint(error)}") from None
    except yaml.YAMLError as error:
        raise Unreadable(1, "", f"expected YAML in UTF-8, got a forbidden character: {error}.") from None
    return Marked(document.root, document.lines)


def _events(text: str) -> Iterator[Any]:
    # The stubs of PyYAML leave its events untyped; they are looked at one attribute at a time below.
    return cast("Iterator[Any]", yaml.parse(text, Loader=yaml.CSafeLoader))  # pyright: ignore[reportUnknownMemberType]


def _hint(error: yaml.MarkedYAMLError) -> str:
    colon = "mapping values are not allowed" in (error.problem or "")
    return " Put a text that holds a colon in quotes." if colon else ""


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended."""

    value: dict[str, Any] | list[Any]
    path: str
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return self.key is None and isinstance(self.value, dict)

    def next_path(self) -> str:
        """Where the next thing stands: the item to come, the pending key's value, or the mapping itself."""
        if self.wants_key:
            return self.path
        step = str(len(self.value)) if self.key is None else self.key
        return f"{self.path}.{step}" if self.path else step


@dataclass(slots=True)
class _Document:
    """What has been read of one document."""

    root: Any = None
    lines: dict[str, int] = field(default_factory=dict[str, int])
    stack: list[_Open] = field(default_factory=list[_Open])
    documents: int = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"aliases are not allowed: write the value of *{event.anchor} again.")
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "expected one document, got a second one after ---.")

    def _take_scalar(self, event: Any) -> None:
        self._require_plain(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.wants_key:
            top.key = str(event.value)
            path = top.next_path()
            if top.key in top.value:
                self._refuse(event, f"stands twice (first on line {self.lines[path]}).")
            self.lines[path] = event.start_mark.line + 1
        else:
            self._place(event, _scalar(event))

    def _open(self, event: Any) -> None:
        self._require_plain(event)
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(event, f"expected at most {MAX_DEPTH} levels of nesting, got more.")
        top = self.stack[-1] if self.stack else None
        if top is not None and top.wants_key:
            self._refuse(event, "expected a word as the name of a field, got a list or a mapping.")
        path = top.next_path() if top else ""
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._place(event, value)
        self.stack.append(_Open(value, path))

    def _place(self, event: Any, value: Any) -> None:
        """Put a value where it belongs; a mapping's value keeps the line of its key."""
        if not self.stack:
            self.root = value
            self.lines[""] = event.start_mark.line + 1
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            self.lines[top.next_path()] = event.start_mark.line + 1
            top.value.append(value)
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None

    def _require_plain(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchors are not allowed: take &{event.anchor} out.")
        if event.tag is not None:
            self._refuse(event, f"tags are not allowed: take {event.tag} out, or put the text in quotes.")

    def _refuse(self, event: Any, says: str) -> None:
        path = self.stack[-1].next_path() if self.stack else ""
        raise Unreadable(event.start_mark.line + 1, path, says)


def _scalar(event: Any) -> str | int | float | bool | None:
    """YAML 1.2's core scalars where the text stands plain; text where it is quoted or a block."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 20 else text
    return float(text) if _NUMBER.fullmatch(text) else text
