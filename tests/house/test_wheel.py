"""The wheel holds everything that runs: the server, and the texts and pages that ship with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SHIPPED = {"prompts": "prompts", "rubrics": "rubrics", "web": "web/dist"}
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
WHERE = "from server.adapters.files import shipped; import sys; print(*map(shipped, sys.argv[1:]), sep='\\n')"


def python(code: str, *arguments: str, inside: Path) -> list[str]:
    """The lines that this program prints, run in a folder whose packages come first."""
    command = [sys.executable, "-c", code, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(inside)}
    done = subprocess.run(command, cwd=inside, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = python(BUILD, str(folder), inside=ROOT)
    with zipfile.ZipFile(folder / built[-1]) as wheel:
        wheel.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_texts_and_pages_are_inside(unpacked: Path, name: str) -> None:
    kept = files_of(ROOT / SHIPPED[name])
    assert kept
    assert files_of(unpacked / "server/_shipped" / name) == kept


def test_every_file_of_the_server_is_inside(unpacked: Path) -> None:
    assert files_of(ROOT / "server") <= files_of(unpacked / "server")


def test_the_licence_is_inside(unpacked: Path) -> None:
    licence = next(unpacked.glob("*.dist-info")) / "licenses/LICENSE"
    assert licence.read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_an_installed_server_reads_what_shipped_with_it(unpacked: Path) -> None:
    found = python(WHERE, *SHIPPED, inside=unpacked)
    assert found == [str(unpacked / "server/_shipped" / name) for name in SHIPPED]


def files_of(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not {"__pycache__", "_shipped"} & set(path.parts)}
