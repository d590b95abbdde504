"""What one can do in the room beside answering: keys, hints, pauses, the clock, and when no grade comes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from server.adapters.llm.scripted import Fail, ScriptedUpstream
from tests.e2e.room import (
    PATIENCE,
    STRONG,
    WIDTHS,
    answer,
    open_interview,
    press,
    see,
    see_feedback,
    see_heading,
    transcript,
    write,
)
from tests.e2e.serving import OAUTH, Served

TWO = [OAUTH, "fundamentals/request-lifecycle/middleware-order"]


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": request.param, "height": 844}, service_workers="block", reduced_motion="reduce"
    ) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, ScriptedUpstream]]:
    """A server with a model that does what the test scripts."""
    with (
        ScriptedUpstream() as upstream,
        Served(tmp_path_factory.mktemp("room"), VIVA_LLM_BASE_URL=upstream.base_url, VIVA_LLM_MODEL="scripted") as viva,
    ):
        yield viva, upstream


def test_the_keys_work_do_nothing_while_one_types_and_can_be_switched_off(page: Page, viva: Served) -> None:
    open_interview(page, viva, question_ids=TWO)
    box = page.get_by_role("textbox", name="Your answer")
    expect(box).to_be_focused(timeout=PATIENCE)
    page.keyboard.type("hnp?ar")
    expect(box).to_have_value("hnp?ar")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Escape")
    press_once_it_may_be(page, "h", "Hint")
    see(page, "2 left")
    press_once_it_may_be(page, "p", "Pause")
    press_once_it_may_be(page, "p", "Resume")
    expect(box).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    keys.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.wait_for_timeout(100)
    see(page, "2 left")
    page.keyboard.press("?")
    keys.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(box).to_be_focused()
    box.fill(STRONG)
    page.keyboard.press("Control+Enter")
    see_feedback(page)
    press_once_it_may_be(page, "r", "Answer again")
    expect(box).to_be_focused(timeout=PATIENCE)
    press(page, "Not now")
    press_once_it_may_be(page, "n", "Next question")
    see(page, "Question 2 of 2")
    expect(box).to_be_focused(timeout=PATIENCE)
    assert page.evaluate("scrollY") == 0


def press_once_it_may_be(page: Page, key: str, name: str) -> None:
    """A button waits until the server has acknowledged the move before, and its key with it."""
    expect(page.get_by_role("button", name=name, exact=True)).to_be_enabled(timeout=PATIENCE)
    page.keyboard.press(key)


def test_hints_a_clarification_skip_pause_and_end(page: Page, viva: Served) -> None:
    open_interview(page, viva, question_ids=TWO)
    for left in ("2 left", "1 left", "all given"):
        press(page, "Hint")
        see(page, left)
    press(page, "Clarify")
    page.get_by_label("What is unclear?").fill("Do you mean the class or the flow?")
    press(page, "Ask")
    expect(page.get_by_text("Do you mean the class or the flow?")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Clarify")).to_be_focused()
    press(page, "Skip")
    see(page, "Question 2 of 2")
    write(page, "Not sent yet")
    press(page, "Pause")
    see(page, "what you typed is kept")
    press(page, "Resume")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Not sent yet", timeout=PATIENCE)
    press(page, "End interview")
    page.get_by_role("button", name="Keep going").click()
    press(page, "End interview")
    page.get_by_role("button", name="End without it").click()
    see_heading(page, "That was the interview")


def test_escape_leaves_the_clarification_to_the_button_that_opened_it_and_keeps_what_was_typed(
    page: Page, viva: Served
) -> None:
    open_interview(page, viva)
    opener, field = page.get_by_role("button", name="Clarify"), page.get_by_label("What is unclear?")
    opener.click()
    expect(field).to_be_focused()
    field.fill("Which flow")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("c")
    expect(field).to_have_value("Which flow")
    page.get_by_role("button", name="Ask", exact=True).focus()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_timed_interview_shows_its_results_at_the_end(page: Page, viva: Served) -> None:
    open_interview(page, viva, question_ids=[OAUTH], mode="timed")
    expect(page.get_by_role("timer", name="Time left")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Hint")).to_have_count(0)
    answer(page)
    see(page, "The results come at the end.")
    expect(page.get_by_role("heading", name="Key points")).to_have_count(0)
    press(page, "Finish the interview")
    page.get_by_role("link", name="See the report").click()
    see_heading(page, "Question by question")
    expect(page.get_by_text("of 100").first).to_be_visible(timeout=PATIENCE)


def test_an_answer_that_is_not_graded_can_be_estimated_and_tried_again(
    page: Page, scripted: tuple[Served, ScriptedUpstream]
) -> None:
    viva, upstream = scripted
    busy = Fail(429, {"Retry-After": "600"})
    upstream.play(busy, busy, busy)
    interview = open_interview(page, viva)
    answer(page)
    see(page, "Not graded yet:")
    expect(page.get_by_text("of 100")).to_have_count(0)
    press(page, "Estimate offline")
    see(page, "An offline estimate by the built-in grader")
    upstream.reset()
    press(page, "Try again now")
    expect(page.get_by_text("Not graded yet:")).to_have_count(0, timeout=PATIENCE)
    see_feedback(page)
    (given,) = transcript(page, viva, interview)
    assert {"graded", "not_graded"} == {grade["result"] for grade in given["grades"]}


def test_what_is_typed_while_the_network_is_lost_goes_out_when_it_is_back(page: Page, viva: Served) -> None:
    interview = open_interview(page, viva)
    write(page, "Half a thought")
    page.context.set_offline(True)
    answer(page)
    page.context.set_offline(False)
    see_feedback(page)
    assert [one["given"]["text"] for one in transcript(page, viva, interview)] == [STRONG]
