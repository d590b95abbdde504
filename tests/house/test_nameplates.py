"""The first line of every source file says what lives there, and no file is named after nothing."""

import re
from pathlib import Path

import pytest

from tests.house.tree import name_of, python_files, tracked

COMMENTED = {
    ".css": r"/\*+ ",
    ".py": r'"""|# |#!',
    ".svelte": r"<!--",
    ".ts": r"// |/\*+ ",
    ".yaml": r"# ",
    ".yml": r"# ",
}
NAMES_OF_NOTHING = {"base", "common", "core", "helper", "helpers", "lib", "manager", "misc", "shared", "util", "utils"}
GENERATED = re.compile(r"web/dist/|web/src/wire/.*(generated|schema|openapi)")


def sources() -> list[Path]:
    """Our own Python, tracked or not yet, and what else is tracked that can carry a comment on top."""
    python = [path for folder in ("server", "tests", "bench") for path in python_files(folder)]
    others = [path for path in tracked() if path.suffix in COMMENTED and not GENERATED.search(name_of(path))]
    return sorted({path for path in (*python, *others) if path.stat().st_size})


def test_the_first_line_says_what_lives_here() -> None:
    silent = [name_of(path) for path in sources() if not says_what_lives_here(path)]
    assert not silent, f"begin each with a docstring or comment that says what lives there: {silent}"


def says_what_lives_here(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        first = file.readline().strip()
    opening = re.match(COMMENTED[path.suffix], first)
    return opening is not None and len(first[opening.end() :]) >= 10


@pytest.mark.parametrize("folder", ["server", "tests", "bench"])
def test_no_module_is_named_after_nothing(folder: str) -> None:
    vague = [name_of(path) for path in python_files(folder) if NAMES_OF_NOTHING & {path.stem, path.parent.name}]
    assert not vague, f"name each after the one noun that it holds: {vague}"
