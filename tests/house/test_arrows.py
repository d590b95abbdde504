"""The drawing of the house is law: the linter passes, and it fails where a copy of the house breaks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    # The folder that it runs in comes first on the path, before the installed package.
    environment = {**os.environ, "PYTHONPATH": str(house)}
    return subprocess.run(LINT, cwd=house, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(house: Path, path: str, text: str) -> None:
    file = house / "server" / path
    file.write_text(f"{file.read_text(encoding='utf-8') if file.exists() else ''}\n{text}\n", encoding="utf-8")


def test_every_arrow_goes_down() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("domain/bank.py", "import server.ports", "server.domain is not allowed to import server.ports"),
        ("protocol.py", "import server.ports", "server.protocol is not allowed to import server.ports"),
        ("api/schema.py", "import server.cli", "server.api is not allowed to import server.cli"),
        ("services/__init__.py", "import server.adapters.files", "server.services is not allowed to import"),
        ("graders/__init__.py", "import server.services", "server.graders is not allowed to import server.services"),
        ("adapters/db/__init__.py", "import server.adapters.llm", "server.adapters.db is not allowed to import"),
        ("services/__init__.py", "import sqlalchemy", "server.services is not allowed to import sqlalchemy"),
        ("domain/bank.py", "import time", "server.domain is not allowed to import time"),
        ("utils.py", "", "server.utils"),
    ],
)
def test_a_broken_law_is_named(copy: Path, path: str, text: str, complaint: str) -> None:
    plant(copy, path, text)
    result = lint(copy)
    assert result.returncode != 0
    assert complaint in " ".join(result.stdout.split())


def test_nobody_below_the_roof_reads_the_settings(copy: Path) -> None:
    plant(copy, "settings.py", '"""The settings."""')
    plant(copy, "api/schema.py", "import server.settings")
    assert "server.api is not allowed to import server.settings" in lint(copy).stdout
