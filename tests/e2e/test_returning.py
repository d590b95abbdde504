"""A page that was left open: who comes back to it sees today's figures, and nothing else has moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.room import PATIENCE, WIDTHS, see, see_heading
from tests.e2e.serving import Served

WATCH = Path(__file__).with_name("steady.js").read_text()
MORNING = datetime(2026, 11, 21, 9)
"""On the wall of the browser."""


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": request.param, "height": 844}, service_workers="block", timezone_id="UTC"
    ) as context:
        context.add_init_script(WATCH)
        yield context.new_page()


class Known:
    """What the server says of a track, but for when something was answered; counts how often it is asked."""

    def __init__(self, page: Page, **instead: object) -> None:
        self.asked = 0
        self.instead = instead
        page.route("**/api/tracks/*/progress", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked += 1
        answered = [(MORNING - timedelta(days=ago)).isoformat() + "Z" for ago in (1, 0)]
        known: dict[str, Any] = route.fetch().json()
        route.fulfill(json={**known, "answered_at": answered, **self.instead})


def come_back(page: Page, at: datetime) -> None:
    """The page is shown again, and the clock on the wall says this."""
    page.clock.set_fixed_time(at)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_on_another_day_progress_is_that_days_and_nothing_moves(page: Page, lived: Served) -> None:
    known = Known(page)
    page.clock.set_fixed_time(MORNING)
    page.goto(f"{lived.url}progress")
    see(page, "2 answers so far, and 2 days in a row.")
    see_heading(page, "How it went")
    page.locator("section details summary").filter(has_text="Security & Auth").click()
    folded = page.get_by_role("button", name="Rehearse API Keys")
    folded.scroll_into_view_if_needed()
    page.wait_for_timeout(600)  # what comes sooner after a click counts as its doing
    page.evaluate("Object.assign(steady, { calm: 0, acted: 0, moved: [] })")
    stood = folded.bounding_box()
    come_back(page, MORNING + timedelta(minutes=5))
    page.wait_for_timeout(100)
    assert known.asked == 1
    come_back(page, MORNING + timedelta(days=3))
    expect(page.get_by_text("2 answers so far.", exact=True)).to_be_attached(timeout=PATIENCE)
    expect(folded).to_be_visible()
    page.wait_for_timeout(100)
    assert known.asked == 2
    assert folded.bounding_box() == stood
    assert page.evaluate("steady.calm + steady.acted") == 0, page.evaluate("steady")


def test_what_has_fallen_due_meanwhile_is_there_without_a_reload(page: Page, lived: Served) -> None:
    known = Known(page, due=[])
    page.clock.set_fixed_time(MORNING)
    for address in ("", "progress"):
        known.instead = {"due": []}
        page.clock.set_fixed_time(MORNING)
        page.goto(f"{lived.url}{address}")
        see_heading(page, "What you know" if address else "Your interviews")
        expect(page.get_by_role("button", name="Rehearse what is due")).to_have_count(0)
        known.instead = {}
        come_back(page, MORNING + timedelta(days=1))
        expect(page.get_by_role("button", name="Rehearse what is due")).to_be_visible(timeout=PATIENCE)
