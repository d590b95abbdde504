"""Pictures of every page and state, phone and desktop, light and dark: `./dev shots` writes build/gallery/index.html.

The handful that the README shows is written to docs/shots as well.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from docs import tour
from server.adapters.llm.scripted import ScriptedUpstream
from tests import browser
from tests.e2e.serving import Served
from tests.rehearsed import rehearse

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "build" / "gallery"
README = ROOT / "docs" / "shots"
LOOKS: tuple[tuple[int, int, Literal["light", "dark"]], ...] = (
    (1280, 800, "light"),
    (1280, 800, "dark"),
    (390, 844, "light"),
    (390, 844, "dark"),
)
IN_README = {"graded-1280-light", "feedback-1280-light", "report-1280-light", "question-390-dark"}


class Picture(NamedTuple):
    name: str
    about: str


def main() -> None:
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    README.mkdir(exist_ok=True)
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        path = browser.find(playwright.chromium.executable_path)
        if path is None:
            raise SystemExit(f"shots: {browser.NONE_HERE}. Install Chromium and try again.")
        chromium = playwright.chromium.launch(executable_path=path, args=browser.flags())
        walked = places(stack)
        pictures: list[Picture] = []
        for width, height, scheme in LOOKS:
            with _page(chromium, width, height, scheme) as page:
                pictures += _walk(page, walked, f"{width}-{scheme}")
        chromium.close()
    _index(pictures)
    print(f"{len(pictures)} pictures: {GALLERY / 'index.html'}")


def places(stack: ExitStack) -> tour.Places:
    """What is walked through: a server lived in, a new one, one whose model refuses, one that asks for its key."""
    upstream = stack.enter_context(ScriptedUpstream())
    upstream.refuse("stream", 500)
    lived, *others = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(4))
    rehearse(lived, datetime.now(UTC))
    settings = (
        {},
        {"VIVA_LLM_BASE_URL": upstream.base_url, "VIVA_LLM_MODEL": "scripted"},
        {"VIVA_HOST": "0.0.0.0"},  # noqa: S104 - only an open address asks for the key
    )
    new, refused, closed = (Served(folder, **one) for folder, one in zip(others, settings, strict=True))
    served = [stack.enter_context(one).url for one in (Served(lived), new, refused, closed)]
    return tour.Places(*(url.split("?")[0].replace("0.0.0.0", "127.0.0.1") for url in served))  # noqa: S104


@contextmanager
def _page(chromium: Browser, width: int, height: int, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    with chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=width < 500,
        is_mobile=width < 500,
        service_workers="allow",
    ) as context:
        yield context.new_page()


def _walk(page: Page, places: tour.Places, look: str) -> Iterator[Picture]:
    for stop in tour.stops(page, places):
        page.wait_for_timeout(250)
        if stop.whole:  # a bar that sticks to the bottom of the screen would lie across the middle of the picture
            page.evaluate("document.querySelector('.bar')?.style.setProperty('position', 'static')")
        name = f"{stop.name}-{look}"
        page.screenshot(path=GALLERY / f"{name}.png", full_page=stop.whole)
        if name in IN_README:
            shutil.copy(GALLERY / f"{name}.png", README / f"{name}.png")
        yield Picture(name, stop.about)


def _index(pictures: list[Picture]) -> None:
    """One page to look at all of them, the looks of a stop side by side."""
    stops = dict.fromkeys(name.rsplit("-", 2)[0] for name, _ in pictures)
    abouts = {name.rsplit("-", 2)[0]: about for name, about in pictures}
    rows = "".join(
        f"<h2>{abouts[stop]}</h2><p>"
        + "".join(
            f'<a href="{name}.png"><img src="{name}.png" alt="{name}"></a>' for name, _ in pictures if _of(stop, name)
        )
        + "</p>"
        for stop in stops
    )
    style = "body { font: 1rem system-ui } p { display: flex; gap: 1rem } img { height: 28rem; border: 1px solid #ccc }"
    (GALLERY / "index.html").write_text(f"<!doctype html><title>Viva, every page</title><style>{style}</style>{rows}")


def _of(stop: str, name: str) -> bool:
    return name.rsplit("-", 2)[0] == stop


if __name__ == "__main__":
    main()
