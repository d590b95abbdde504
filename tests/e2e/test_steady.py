"""Nothing jumps and the focus is never lost, from sending an answer until the last word of the feedback has come."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from server.adapters.llm.scripted import Fail, ScriptedUpstream
from server.domain.question import SampleKind
from tests.e2e.room import PATIENCE, WIDTHS, open_interview, press, see, see_feedback, write
from tests.e2e.serving import OAUTH, Served, sample

MOST = 0.02
"""Cumulative layout shift; up to 0.1 counts as good on the web."""

SECONDS_A_PIECE = 0.002
WATCH = Path(__file__).with_name("steady.js").read_text()
TWO = [OAUTH, "fundamentals/request-lifecycle/middleware-order"]


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    touch = request.param == min(WIDTHS)
    with browser.new_context(
        viewport={"width": request.param, "height": 844}, has_touch=touch, is_mobile=touch, service_workers="block"
    ) as context:
        context.add_init_script(WATCH)
        yield context.new_page()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("embedded")) as viva:
        yield viva


@pytest.fixture(scope="module")
def paced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with (
        ScriptedUpstream(pace=SECONDS_A_PIECE) as upstream,
        Served(
            tmp_path_factory.mktemp("paced"), VIVA_LLM_BASE_URL=upstream.base_url, VIVA_LLM_MODEL="scripted"
        ) as viva,
    ):
        yield viva


def test_with_the_embedded_grader(page: Page, embedded: Served) -> None:
    play(page, embedded)


def test_with_a_model_that_streams(page: Page, paced: Served) -> None:
    play(page, paced)


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, ScriptedUpstream]]:
    with (
        ScriptedUpstream(pace=SECONDS_A_PIECE) as upstream,
        Served(
            tmp_path_factory.mktemp("refusing"), VIVA_LLM_BASE_URL=upstream.base_url, VIVA_LLM_MODEL="scripted"
        ) as viva,
    ):
        yield viva, upstream


def test_with_a_model_that_refuses_and_grades_in_the_end(page: Page, refusing: tuple[Served, ScriptedUpstream]) -> None:
    viva, upstream = refusing
    busy = Fail(429, {"Retry-After": "600"})
    upstream.play(busy, busy, busy)
    open_interview(page, viva)
    write(page, sample(OAUTH, SampleKind.PARTIAL))
    begin(page)
    press(page, "Send answer")
    see(page, "Not graded yet:")
    settle(page)
    begin(page)
    press(page, "Estimate offline")
    see(page, "An offline estimate by the built-in grader")
    settle(page, acted=0.1)  # the scores come between, where they were asked for
    upstream.reset()
    begin(page)
    press(page, "Try again now")
    expect(page.get_by_text("Not graded yet:")).to_have_count(0, timeout=PATIENCE)
    see(page, "This is the grade itself now.")
    settle(page)


def begin(page: Page) -> None:
    """What moves and where the focus is counts from here."""
    page.wait_for_timeout(50)
    page.evaluate("Object.assign(steady, { calm: 0, acted: 0, moved: [], lost: 0, watched: true })")


def settle(page: Page, acted: float = MOST) -> None:
    """Nothing has jumped and the focus was never lost since `begin`; `acted` is what may move by the act itself."""
    page.wait_for_timeout(100)
    seen: dict[str, Any] = page.evaluate("steady")
    print(f"{page.viewport_size}: calm {seen['calm']:.4f}, acted {seen['acted']:.4f}")
    assert seen["calm"] < MOST, seen
    assert seen["acted"] < acted, seen
    assert seen["lost"] == 0, "the focus was on nothing"


def play(page: Page, viva: Served) -> None:
    open_interview(page, viva, question_ids=TWO)
    for number in (1, 2):
        box = page.get_by_role("textbox", name="Your answer")
        expect(box).to_be_visible(timeout=PATIENCE)
        page.get_by_text(f"Question {number} of 2").wait_for(timeout=PATIENCE)
        write(page, sample(TWO[number - 1], SampleKind.PARTIAL))
        begin(page)
        press(page, "Send answer")
        see_feedback(page)
        settle(page)
        press(page, "Next question" if number == 1 else "Finish the interview")
    expect(page.get_by_role("heading", name="That was the interview")).to_be_focused(timeout=PATIENCE)
    assert page.evaluate("steady.lost") == 0, "the focus was on nothing"
