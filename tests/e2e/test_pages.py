"""Every page on phone and desktop, light and dark: no accessibility fault, no sideways scrolling, little script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from server.domain.question import SampleKind
from tests.e2e.serving import OAUTH, Served, sample

PATIENCE = 15_000
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
SCRIPT_BUDGET = 80_000
"""Bytes of script, compressed, that the room may load."""


@pytest.fixture(scope="module")
def viva(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("pages")) as viva:
        yield viva


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def assert_in_order(page: Page) -> None:
    """No axe violation of WCAG 2.2 A and AA or of best practice, and no sideways scrolling."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px wider than the screen"


def test_every_page_and_state_is_in_order(page: Page, viva: Served) -> None:
    page.goto(viva.url)
    expect(page.get_by_role("button", name="Start interview")).to_be_visible(timeout=PATIENCE)
    assert_in_order(page)
    made = page.request.post(f"{viva.url}api/interviews", data={"question_ids": [OAUTH]}).json()
    room = f"{viva.url}interviews/{made['id']}"
    page.goto(room)
    box = page.get_by_role("textbox", name="Your answer")
    expect(box).to_be_visible(timeout=PATIENCE)
    assert_in_order(page)
    box.fill("Supercalifragilistic" * 30 + " " + sample(OAUTH, SampleKind.WRONG))
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=PATIENCE)
    assert_in_order(page)
    page.goto(f"{room}/report")
    expect(page.get_by_role("heading", name="Report")).to_be_visible(timeout=PATIENCE)
    assert_in_order(page)
    page.goto(f"{viva.url}scoring")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    assert_in_order(page)


def test_the_room_loads_little_script(browser: Browser, viva: Served) -> None:
    page = browser.new_page()
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: (
            sizes.update({request.url: request.sizes()["responseBodySize"]})
            if request.resource_type == "script"
            else None
        ),
    )
    made = page.request.post(f"{viva.url}api/interviews", data={"question_ids": [OAUTH]}).json()
    page.goto(f"{viva.url}interviews/{made['id']}", wait_until="networkidle")
    assert sizes
    assert sum(sizes.values()) <= SCRIPT_BUDGET, sizes
    page.close()


def test_the_keyboard_alone_is_enough_to_answer(page: Page, viva: Served) -> None:
    made = page.request.post(f"{viva.url}api/interviews", data={"question_ids": [OAUTH]}).json()
    page.goto(f"{viva.url}interviews/{made['id']}")
    expect(page.get_by_role("textbox", name="Your answer")).to_be_visible(timeout=PATIENCE)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.tagName") == "TEXTAREA":
            break
    page.keyboard.type("It is a dependency that reads the bearer token from the Authorization header.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Key points")).to_be_visible(timeout=PATIENCE)
