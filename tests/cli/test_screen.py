"""The screen shows what was said as plain text, whatever it holds."""

import io

import pytest
from rich.console import Console

from server.cli.screen import Screen, plain
from server.domain.event import AsideData, EndedData, FeedbackData
from server.domain.interview import Mode
from tests.services.report_fixture import ANSWER, estimate, graded, refused, turn, whole_report

HOSTILE = (
    "[red]not red[/red] [link=https://evil.example]x[/link] \x1b[2J\x1b]8;;https://evil.example\x07 \u202eback :smile:"
)


@pytest.fixture
def shown() -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    return Screen(Console(file=out, width=200, highlight=False, force_terminal=True, color_system=None)), out


def test_text_loses_what_could_act_on_a_terminal_and_nothing_else() -> None:
    assert plain("a\x1b[31mb\r\x00\x9bc\u202ed\te\nf é 😀") == "a[31mbcd\te\nf é 😀"


def test_hostile_text_is_shown_as_text(shown: tuple[Screen, io.StringIO]) -> None:
    screen, out = shown
    screen.question(turn(HOSTILE).question, Mode.PRACTICE)
    screen.aside("clarification", AsideData(text=HOSTILE))
    screen.feedback(
        FeedbackData(answer_id="a", version=1, technical=HOSTILE, phrasing="![x](https://e)", stronger="", by="model")
    )
    grade = graded(f"{ANSWER} {HOSTILE}", "FastAPI calls for me", "can override", HOSTILE, says=HOSTILE[:80])
    for line in (*grade.lines.points, *grade.lines.misconceptions, *grade.lines.criteria):
        screen.line(line)
    text = out.getvalue()
    assert "\x1b[2J" not in text
    assert "\x1b]8" not in text
    assert "\u202e" not in text
    assert text.count("[red]not red[/red]") >= 4
    assert ":smile:" in text


def test_a_grade_is_told_with_its_band_and_grader(shown: tuple[Screen, io.StringIO]) -> None:
    screen, out = shown
    grade = graded(ANSWER, "FastAPI calls for me", "can override", "one instance")
    screen.grade(grade)
    screen.grade(estimate(grade))
    text = out.getvalue()
    assert "Grade: technical 34.3, phrasing 50.0 of 100" in text
    assert "Technical between 24.3 and 44.3." in text
    assert "By: Language-model grader 0123456789ab." in text
    assert "Estimate, made offline: technical 34.3" in text


def test_no_grade_is_told_with_its_reason_and_what_can_be_done(shown: tuple[Screen, io.StringIO]) -> None:
    screen, out = shown
    screen.refused(refused())
    assert "Not graded: The language model took too long." in out.getvalue()
    assert "/estimate" in out.getvalue()


def test_the_end_sums_up_by_grader(shown: tuple[Screen, io.StringIO]) -> None:
    screen, out = shown
    screen.ended(EndedData(graded=1, waiting=2))
    screen.report(whole_report())
    text = out.getvalue()
    assert "2 answers still to be graded" in text
    assert "1 graded, 1 estimated offline, 1 not graded, 1 skipped" in text
    assert text.count("Technical 34.3, phrasing 50.0 of 100") == 2
    assert "≈34.3" in text
