"""Progress in lines, where nobody watches: how far, what it cost, how long yet."""

import pytest

from server.cli.lab_progress import progress
from server.services.lab.trial import Step


def test_it_says_a_line_now_and_then_and_one_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(40) as heard:
        for number in range(40):
            heard(Step(known=number < 10, tokens=0 if number < 10 else 1000))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 10
    assert said[0].startswith("4 of 40 done, 4 of them known before, 0 tokens")
    assert said[-1] == "40 of 40 done, 10 of them known before, 30,000 tokens."


def test_the_time_left_is_said_until_all_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(2) as heard:
        heard(Step(False, 5))
        assert heard.line().startswith("1 of 2 done, 0 of them known before, 5 tokens, about ")
        assert heard.line().endswith(" s left.")
    capsys.readouterr()


def test_nothing_to_do_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(0):
        pass
    assert capsys.readouterr().err == ""
