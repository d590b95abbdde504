"""The screenshots of the README and docs, taken from the running product: `./dev shots` writes docs/shots/*.png."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from server.domain.question import SampleKind
from tests import browser
from tests.e2e.serving import OAUTH, Served, sample

FOLDER = Path(__file__).parent / "shots"
PATIENCE = 20_000
Scheme = Literal["light", "dark"]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as data, Served(Path(data)) as viva:
        path = browser.find(playwright.chromium.executable_path)
        if path is None:
            raise SystemExit(f"shots: {browser.NONE_HERE}. Install Chromium and try again.")
        chromium = playwright.chromium.launch(executable_path=path, args=browser.flags())
        for width, height, scheme in ((1280, 800, "light"), (390, 844, "dark")):
            with _page(chromium, width, height, scheme) as page:
                _walk(page, viva.url, f"{width}-{scheme}")
        chromium.close()


@contextmanager
def _page(chromium: Browser, width: int, height: int, scheme: Scheme) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def _walk(page: Page, url: str, look: str) -> None:
    """From set-up through one answer to the report, with a picture at each stop."""
    page.goto(url)
    page.get_by_role("button", name="Start interview").wait_for(timeout=PATIENCE)
    _shoot(page, f"setup-{look}")
    made = page.request.post(f"{url}api/interviews", data={"question_ids": [OAUTH], "seed": 1}).json()
    page.goto(f"{url}interviews/{made['id']}")
    box = page.get_by_role("textbox", name="Your answer")
    box.wait_for(timeout=PATIENCE)
    box.fill(sample(OAUTH, SampleKind.PARTIAL))
    _shoot(page, f"question-{look}")
    page.get_by_role("button", name="Send answer").click()
    page.get_by_role("button", name="Finish the interview").wait_for(timeout=PATIENCE)
    page.get_by_text("Technical", exact=True).first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 0)")
    _shoot(page, f"graded-{look}")
    page.get_by_role("heading", name="What to take from it").scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, window.innerHeight * 0.7)")
    _shoot(page, f"feedback-{look}")
    page.get_by_role("button", name="Finish the interview").click()
    page.get_by_role("link", name="See the report").click()
    page.get_by_role("heading", name="Report").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(300)
    _shoot(page, f"report-{look}")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/shots/{name}.png")


if __name__ == "__main__":
    main()
