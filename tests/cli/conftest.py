"""Commands run as a user runs them: in a folder of their own, with a tiny bank, and no model configured."""

import io
import logging
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from server import cli
from tests.bank_fixture import QUESTION, write_bank

VIVA = [sys.executable, "-c", "from server.cli import main; main()"]
SETTINGS = ("VIVA_", "OPENAI_", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
Run = Callable[..., subprocess.CompletedProcess[str]]
Refusal = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a bank of two questions; data lie in its folder `data`."""
    for name in list(os.environ):
        if name.startswith(SETTINGS):
            monkeypatch.delenv(name)
    rubrics = write_bank(tmp_path / "rubrics", why=QUESTION, again=QUESTION)
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIVA_RUBRICS_DIR", str(rubrics))
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def viva(home: Path) -> Run:
    """Run `viva` with these arguments to its end."""

    def run(*arguments: object, said: str | bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*VIVA, *map(str, arguments)],
            input=said.encode() if isinstance(said, str) else said,
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def refusal(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Refusal]:
    """Run `viva` here, which is quicker, and expect one sentence and exit code 2; the sentence."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: object, said: bytes = b"") -> str:
        monkeypatch.setattr(sys, "argv", ["viva", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        assert (end.value.code, out, err.count("\n")) == (2, "", 1)
        return err

    yield run
    root.handlers[:] = handlers
    root.setLevel(level)


class Served(NamedTuple):
    """`viva serve`, up. `link` is the address as it was printed; `said` is all it printed until then."""

    process: subprocess.Popen[bytes]
    link: str
    said: str

    @property
    def url(self) -> str:
        return self.link.partition("?")[0]


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [*VIVA, "serve", *(arguments or ("--port", "0"))],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        said = _until(process, "nothing is lost")
        found = re.search(r"http://\S+", said)
        assert found is not None
        yield Served(process, found[0], said)
    finally:
        process.kill()
        process.communicate()


def _until(process: subprocess.Popen[bytes], text: str) -> str:
    said, end = b"", time.monotonic() + 30
    assert process.stdout is not None
    while text.encode() not in said:
        ready, _, _ = select.select([process.stdout], [], [], max(0, end - time.monotonic()))
        more = os.read(process.stdout.fileno(), 65536) if ready else b""
        if not more:
            process.kill()
            pytest.fail(f"expected {text!r}, got {said.decode()!r} and {process.communicate()[1].decode()!r}")
        said += more
    return said.decode()
