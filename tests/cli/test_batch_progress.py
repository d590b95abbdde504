"""Progress says how far, how fast and how long; in a log it says so only now and then."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from server.cli.batch_progress import SAY_EVERY, Pace, pace


def test_a_log_gets_a_line_now_and_then_with_rate_and_time_left() -> None:
    now, said = [0.0], io.StringIO()
    console = Console(file=said, force_terminal=False)
    with Progress(console=console, disable=True) as bar:
        shown = Pace(100, 10, console, bar, lambda: now[0])
        for _ in range(6):
            now[0] += SAY_EVERY / 2
            shown.step()
    assert said.getvalue().splitlines() == [
        "12 of 100 lines, 0.2 a second, 0:07:20 left.",
        "14 of 100 lines, 0.2 a second, 0:07:10 left.",
        "16 of 100 lines, 0.2 a second, 0:07:00 left.",
    ]


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pace(2, 0) as shown:
        shown.step()
        shown.step()
    assert capsys.readouterr() == ("", "")


def test_a_complaint_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pace(2, 0) as shown:
        shown.say("line 1: [bold] is no markup")
    assert capsys.readouterr().err == "line 1: [bold] is no markup\n"
