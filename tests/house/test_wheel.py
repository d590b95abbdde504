"""The wheel holds everything that runs: the server, and the texts and pages that ship with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
WHERE = "from server.adapters.files import shipped; import sys; print(*map(shipped, sys.argv[1:]), sep='\\n')"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run([sys.executable, "-c", BUILD, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize(("kept", "shipped"), [("prompts", "prompts"), ("rubrics", "rubrics"), ("web/dist", "web")])
def test_the_texts_and_pages_are_inside(unpacked: Path, kept: str, shipped: str) -> None:
    inside = unpacked / "server/_shipped" / shipped
    assert files_of(inside) == files_of(ROOT / kept) != set()


def test_every_file_of_the_server_is_inside(unpacked: Path) -> None:
    assert files_of(ROOT / "server") <= files_of(unpacked / "server")


def test_the_licence_is_inside(unpacked: Path) -> None:
    licence = next(unpacked.glob("*.dist-info")) / "licenses/LICENSE"
    assert licence.read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_an_installed_server_reads_what_shipped_with_it(unpacked: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", WHERE, "prompts", "rubrics", "web"]
    asked = subprocess.run(command, cwd=unpacked, env=environment, capture_output=True, text=True, check=True)
    assert asked.stdout.splitlines() == [
        str(unpacked / "server/_shipped" / name) for name in ("prompts", "rubrics", "web")
    ]


def files_of(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not {"__pycache__", "_shipped"} & set(path.parts)}
