"""./dev trusts only tools that run, sets up no more than an errand needs, and says what is missing."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

DEV = (ROOT / "dev").read_text(encoding="utf-8")
ERRANDS = re.findall(r"^#: \./dev (\w+)", DEV, re.MULTILINE)
NEEDED = ("chmod", "cp", "dirname", "grep", "mkdir", "rm", "sed", "sh")
FAILING = "#!/bin/sh\nexit 127\n"
UV = '#!/bin/sh\n[ "$2" = --help ] && echo --no-default-groups && exit\necho "uv $*" >>log\n'
PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit
[ "$2" = venv ] || exit 1
mkdir -p .tools/bin
printf '#!/bin/sh\\ncp {uv} .tools/bin/uv\\n' >.tools/bin/python
chmod +x .tools/bin/python
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout with ./dev and a `viva` that notes how it was called, on a machine without uv and without Python."""
    write(tmp_path / "dev", DEV.replace("/usr/bin/python3", "/nowhere/python3"))
    write(tmp_path / ".venv/bin/viva", '#!/bin/sh\necho "viva $*" >>log\n')
    (tmp_path / "tools").mkdir()
    for name in NEEDED:
        (tmp_path / "tools" / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def dev(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(house / "tools"), "HOME": str(house / "home")}
    return subprocess.run(
        [house / "dev", *arguments], cwd=house, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def log(house: Path) -> list[str]:
    return (house / "log").read_text(encoding="utf-8").splitlines()


def test_run_takes_what_running_needs_and_hands_its_options_on(house: Path) -> None:
    write(house / "tools/uv", UV)
    assert dev(house, "run", "--port", "8080").returncode == 0
    assert log(house) == [
        "uv sync --locked --quiet --extra export --no-default-groups --inexact",
        "viva serve --port 8080",
    ]


def test_a_uv_that_fails_is_passed_over_for_one_that_runs(house: Path) -> None:
    write(house / "tools/uv", FAILING)
    write(house / "home/.local/bin/uv", UV)
    assert dev(house, "viva", "bank", "check").returncode == 0
    assert log(house)[-1] == "viva bank check"


def test_where_no_uv_runs_one_is_made_with_a_python_that_does(house: Path) -> None:
    write(house / "uv-to-come", UV)
    write(house / "tools/python3", FAILING)
    write(house / "tools/python3.12", PYTHON.format(uv="uv-to-come"))
    assert dev(house, "run").returncode == 0
    assert log(house)[-1] == "viva serve"


def test_without_a_python_it_says_what_to_install(house: Path) -> None:
    result = dev(house, "test")
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr
    assert not (house / "log").exists()


def test_an_unknown_errand_is_refused_with_the_list_of_those_there_are(house: Path) -> None:
    result = dev(house, "tset")
    assert result.returncode == 2
    assert "got 'tset'" in result.stderr
    assert "./dev test" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("help",)])
def test_alone_it_lists_its_errands(house: Path, arguments: tuple[str, ...]) -> None:
    result = dev(house, *arguments)
    assert result.returncode == 0
    assert [line.split()[1] for line in result.stdout.splitlines()] == ERRANDS


def test_make_forwards_only_errands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (forwarded,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(forwarded.split()) <= set(ERRANDS)
