"""Prompts: the Markdown files under prompts/, each rendered into one message.

A file is a head (name, role, inputs) between two lines of `---`, then a template. The template can do little: what a
candidate said reaches it as a value and is never itself a template, and nothing in it can grow without bound.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from server.domain.rubric import version_of
from server.errors import Invalid, Misconfigured
from server.ports import Message

MAX_CHARS = 200_000
"""Most characters that one prompt may render to: many times the longest rubric and answer."""

Role = Literal["system", "user", "assistant"]

_FILE = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_HEAD = ("name", "role", "inputs")
_ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant"}
_REFUSED = (nodes.Concat, nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.Include, nodes.Extends)
"""What fetches other files, or could double a text again and again before a single piece comes out to be counted."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates loop and fill in. Operators and methods that can make a long text out of a short one are refused."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        del context, left, right
        raise SecurityError(f"the operator {operator} is not for prompts")

    def is_safe_callable(self, obj: Any) -> bool:
        return not callable(obj)


_SANDBOX = _Sandbox()


@dataclass(frozen=True, slots=True)
class PromptFile:
    """One prompt. `text` is the canonical text of its file, and `version` the hash of that."""

    name: str
    version: str
    text: str
    role: Role
    inputs: frozenset[str]
    render: Callable[..., Iterable[str]]

    def message(self, **inputs: object) -> Message:
        """The prompt with exactly its inputs filled in. Invalid where they are others, or it gets too long."""
        if inputs.keys() != self.inputs:
            raise Invalid(f"Prompt {self.name}: expected {_list(self.inputs)}, got {_list(inputs)}.", field=self.name)
        return Message(role=self.role, content=self._capped(inputs))

    def _capped(self, inputs: Mapping[str, object]) -> str:
        pieces: list[str] = []
        left = MAX_CHARS
        try:
            for piece in self.render(**inputs):
                left -= len(piece)
                if left < 0:
                    raise Invalid(f"Prompt {self.name}: expected at most {MAX_CHARS} characters, got more.")
                pieces.append(piece)
        except (TemplateError, TypeError) as error:
            # What an error of a template says may quote its inputs, so only its kind is told.
            raise Invalid(f"Prompt {self.name}: cannot be rendered ({type(error).__name__}).") from None
        return "".join(pieces)


def load_prompts(folder: Path) -> dict[str, PromptFile]:
    """Every prompt in this folder by name. Misconfigured, naming the file, where one is not as it should be."""
    prompts = [parse_prompt(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.md"))]
    if not prompts:
        raise Misconfigured(f"prompts: expected Markdown files in {folder}, found none. Reinstall viva.")
    return {prompt.name: prompt for prompt in prompts}


def parse_prompt(text: str, file: str) -> PromptFile:
    """The prompt that this text of a file holds; Misconfigured, naming the file, where it holds none."""
    canonical = text.replace("\r\n", "\n").strip() + "\n"
    parts = _FILE.fullmatch(canonical)
    if parts is None:
        raise Misconfigured(f"{file}: expected a head between two lines of ---, then the prompt.")
    head = _head(parts["head"], file)
    inputs = frozenset(filter(None, (name.strip() for name in head["inputs"].strip("[]").split(","))))
    role = _ROLES.get(head["role"])
    if role is None or f"{head['name']}.md" != file:
        raise Misconfigured(f"{file}: expected the file's own name and a role of {_list(_ROLES)} in the head.")
    return PromptFile(
        name=head["name"],
        version=version_of(canonical),
        text=canonical,
        role=role,
        inputs=inputs,
        render=_template(parts["body"], inputs, file),
    )


def _head(text: str, file: str) -> dict[str, str]:
    head = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    if tuple(head) != _HEAD:
        raise Misconfigured(f"{file}: expected {', '.join(_HEAD)} in the head, got {_list(head)}.")
    return head


def _template(body: str, inputs: frozenset[str], file: str) -> Callable[..., Iterable[str]]:
    try:
        tree = _SANDBOX.parse(body)
        used = meta.find_undeclared_variables(tree)
        template = _SANDBOX.from_string(body)
    except TemplateError as error:
        raise Misconfigured(f"{file}: expected a Jinja template, got a mistake in it: {error}.") from None
    if any(True for _ in tree.find_all(_REFUSED)):
        raise Misconfigured(f"{file}: expected a template that only loops and fills in.")
    if used != set(inputs):
        raise Misconfigured(f"{file}: expected the template to use its inputs {_list(inputs)}, it uses {_list(used)}.")
    return cast("Callable[..., Iterable[str]]", template.generate)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
