"""Examples: each runs in an interpreter of its own, and a failure points at its line of the question file."""

import pytest

from server.adapters.examples import run_examples
from server.domain.survey import FiledQuestion
from tests.bank_fixture import a_question


def outcome(example: str | None, time_limit: float = 20) -> list[str | None]:
    filed = FiledQuestion("why.yaml", a_question(example=example), {"example": 40})
    return [finding and str(finding) for _, finding in run_examples([filed], time_limit=time_limit)]


def test_an_example_that_runs_to_its_end_is_fine() -> None:
    assert outcome("import fastapi\nassert fastapi.__version__\n") == [None]


def test_a_file_without_an_example_is_passed_over() -> None:
    assert outcome(None) == []


@pytest.mark.parametrize(
    ("example", "finding"),
    [
        ("x = 1\nassert x == 2, 'it is one'\n", "why.yaml:42: example: expected to run to its end, got exit code 1: "
         "AssertionError: it is one"),
        ("x = 1\n\nx = = 2\n", "why.yaml:43: example: expected to run to its end, got exit code 1: "
         "SyntaxError: invalid syntax"),
        ("raise SystemExit(3)\n", "why.yaml:40: example: expected to run to its end, got exit code 3: it said nothing"),
    ],
)  # fmt: skip
def test_a_failure_names_the_line_and_the_last_thing_said(example: str, finding: str) -> None:
    assert outcome(example) == [finding]


def test_an_example_without_an_end_is_ended_with_whatever_it_started() -> None:
    starts_another = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    assert outcome(starts_another, time_limit=0.5) == [
        "why.yaml:40: example: expected to end within 0.5 s, got no end."
    ]


def test_an_example_sees_neither_the_environment_nor_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert outcome(
        "import os, pathlib\nassert 'OPENAI_API_KEY' not in os.environ\nassert not pathlib.Path('server').exists()"
    ) == [None]
