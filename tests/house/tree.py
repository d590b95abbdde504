"""The checkout as the house tests see it: its root, its Python files and the functions in them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(folder: str) -> list[Path]:
    """Every Python file below a folder of the checkout, in order."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """How a person would name this file: its path from the root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, inner ones too."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def does_something(function: Function) -> bool:
    """False for the stubs of a Protocol: a docstring, `...` or nothing."""
    return any(not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)) for part in function.body)


def lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def tracked() -> list[Path]:
    """The files that git keeps, those about to be added among them."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.splitlines() if (path := ROOT / name).is_file()]
