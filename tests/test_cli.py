"""The terminal: `viva` starts quickly, and one of our errors is one sentence and exit code 2."""

import subprocess
import sys

import pytest

from server import cli


def test_an_error_of_ours_is_one_sentence_on_stderr_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["viva", "bank", "list", "--rubrics", "/nowhere"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert capsys.readouterr().err == "VIVA_RUBRICS_DIR: expected a folder of tracks, got /nowhere, which is none.\n"


def test_help_waits_for_none_of_the_heavy_libraries() -> None:
    heavy = "{'pydantic', 'fastapi', 'openai', 'sqlalchemy', 'yaml', 'rich.table'}"
    program = f"import sys, server.cli; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
