"""Nothing jumps and the focus is never lost, from sending an answer until the last word of the feedback has come."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from server.adapters.llm.scripted import ScriptedUpstream
from server.domain.question import SampleKind
from tests.e2e.room import PATIENCE, WIDTHS, open_interview, press, see_feedback, write
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


def play(page: Page, viva: Served) -> None:
    open_interview(page, viva, question_ids=TWO)
    for number in (1, 2):
        box = page.get_by_role("textbox", name="Your answer")
        expect(box).to_be_visible(timeout=PATIENCE)
        page.get_by_text(f"Question {number} of 2").wait_for(timeout=PATIENCE)
        write(page, sample(TWO[number - 1], SampleKind.PARTIAL))
        page.wait_for_timeout(50)
        page.evaluate("Object.assign(steady, { calm: 0, acted: 0, moved: [], lost: 0, watched: true })")
        press(page, "Send answer")
        see_feedback(page)
        page.wait_for_timeout(100)
        seen: dict[str, Any] = page.evaluate("steady")
        print(f"{page.viewport_size} {number}: calm {seen['calm']:.4f}, acted {seen['acted']:.4f}")
        assert seen["calm"] < MOST, seen
        assert seen["acted"] < MOST, seen
        assert seen["lost"] == 0, "the focus was on nothing"
        press(page, "Next question" if number == 1 else "Finish the interview")
    expect(page.get_by_role("heading", name="That was the interview")).to_be_focused(timeout=PATIENCE)
    assert page.evaluate("steady.lost") == 0, "the focus was on nothing"
