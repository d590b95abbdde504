"""Every page and state on phone and desktop, light and dark: nothing in the way, nothing too wide, no haste."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from docs import tour
from tests.e2e.room import PATIENCE, STRONG, answer, open_interview, press, see_feedback, see_heading, write
from tests.e2e.serving import Served

LOOKS = ((390, "dark"), (1280, "light"))
"""The widths and the schemes; that each colour stands out in both schemes is a test of web/."""

SCRIPT_BUDGET = 80_000
"""Bytes of script, compressed, that the room may load."""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    with browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce", service_workers="allow"
    ) as context:
        yield context.new_page()


def test_every_page_and_state_is_in_order(page: Page, places: tour.Places) -> None:
    """No axe violation of WCAG 2.2 A and AA or of best practice, no sideways scrolling, no animation one could see."""
    axe = Axe()
    seen: list[str] = []
    for stop in tour.stops(page, places):
        found = axe.run(page)
        assert found.violations_count == 0, f"{stop.name}: {found.generate_report()}"
        assert page.evaluate(SIDEWAYS) <= 0, f"{stop.name} is wider than the screen"
        slow = page.evaluate("document.getAnimations().map((one) => one.effect.getComputedTiming().duration)")
        assert all(duration <= 1 for duration in slow), f"{stop.name} moves: {slow}"
        seen.append(stop.name)
    assert len(seen) == len(set(seen)) >= 25


def test_the_room_loads_little_script(browser: Browser, viva: Served) -> None:
    page = browser.new_page(service_workers="block")
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: (
            sizes.update({request.url: request.sizes()["responseBodySize"]})
            if request.resource_type == "script"
            else None
        ),
    )
    made = page.request.post(f"{viva.url}api/interviews", data={"source": "sample"}).json()
    page.goto(f"{viva.url}interviews/{made['id']}", wait_until="networkidle")
    assert sizes
    print(f"the room loads {sum(sizes.values())} bytes of script")
    assert sum(sizes.values()) <= SCRIPT_BUDGET, sizes
    page.close()


@pytest.mark.parametrize("page", [(1280, "light")], indirect=True)
def test_the_keyboard_alone_is_enough_to_answer(page: Page, viva: Served) -> None:
    open_interview(page, viva)
    expect(page.get_by_role("textbox", name="Your answer")).to_be_visible(timeout=PATIENCE)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.tagName") == "TEXTAREA":
            break
    page.keyboard.type("It is a dependency that reads the bearer token from the Authorization header.")
    page.keyboard.press("Control+Enter")
    see_heading(page, "Key points")


@pytest.mark.parametrize("page", [(390, "dark"), (1280, "light")], indirect=True)
def test_long_words_code_and_right_to_left_stay_in_the_column(page: Page, viva: Served) -> None:
    open_interview(page, viva)
    arabic = "هذا جواب قصير عن الرموز المميزة"
    code = "```python\nasync def me(token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl='token'))]): ...\n```"
    answer(page, f"{arabic}\n\n{'Supercalifragilistic' * 30}\n\n{code}\n\n{STRONG}")
    see_feedback(page)
    assert page.evaluate(SIDEWAYS) <= 0
    words = page.locator("p.words").filter(has_text=arabic).first
    assert words.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    press(page, "Answer again")
    write(page, arabic)
    box = page.get_by_role("textbox", name="Your answer")
    assert box.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    expect(page.get_by_role("button", name="Send answer")).to_be_in_viewport()
