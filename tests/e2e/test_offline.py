"""Installed and offline: the pages open, show what was last seen, and keep what is typed until Viva is back."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from server.adapters.files import shipped
from server.api.pages import Pages
from tests.e2e.room import (
    PATIENCE,
    STRONG,
    answer,
    open_interview,
    press,
    see,
    see_button,
    see_feedback,
    see_heading,
    transcript,
    write,
)
from tests.e2e.serving import Served

LAST_SEEN = "Offline: this is what was last seen at"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(service_workers="allow") as context:
        yield context.new_page()


def ready(page: Page) -> None:
    """The service worker has all files and answers for this page."""
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")


def until(page: Page, said: str) -> None:
    """Wait until an expression holds; the pages' policy forbids Playwright's own way, which is `eval`."""
    for _ in range(300):
        if page.evaluate(said):
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"expected this to hold: {said}")


def kept(page: Page) -> list[str]:
    """The addresses of the copies."""
    return page.evaluate(
        "caches.open('viva-seen').then((c) => c.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))"
    )


def test_chromium_offers_to_install_it(page: Page, tmp_path: Path) -> None:
    with Served(tmp_path) as viva:
        page.goto(viva.url)
        ready(page)
        asked = page.context.new_cdp_session(page)
        manifest = asked.send("Page.getAppManifest")
        assert (manifest["url"], manifest["errors"]) == (f"{viva.url}manifest.webmanifest", [])
        found = {error["errorId"] for error in asked.send("Page.getInstallabilityErrors")["installabilityErrors"]}
        assert found <= {"in-incognito"}


def test_offline_the_pages_show_what_was_last_seen_and_an_answer_waits_until_viva_is_back(
    page: Page, tmp_path: Path
) -> None:
    with Served(tmp_path) as viva:
        page.goto(viva.url)
        ready(page)
        done = open_interview(page, viva)
        answer(page)
        see_feedback(page)
        press(page, "Finish the interview")
        page.get_by_role("link", name="See the report").click()
        see_heading(page, "Question by question")
        page.get_by_role("link", name="Progress").click()
        see_heading(page, "What you know")
        under_way = open_interview(page, viva)
        see_button(page, "Hint")
        page.get_by_role("link", name="Viva", exact=True).click()
        see_heading(page, "Your interviews")
        until(page, f"caches.match('/api/interviews/{done}/report').then(Boolean)")
        viva.kill()

        page.reload()
        see(page, LAST_SEEN)
        see_heading(page, "Your interviews")
        see(page, "This can start once Viva can be reached again.")
        press(page, "Start interview")
        see(page, "A new interview cannot start while Viva is out of reach.")
        page.get_by_role("link", name="Report").click()
        see_heading(page, "Question by question")
        see(page, LAST_SEEN)
        page.goto(f"{viva.url}progress")
        see_heading(page, "What you know")
        see(page, LAST_SEEN)

        page.goto(f"{viva.url}interviews/{under_way}")
        write(page, "Half a thought, typed offline")
        page.wait_for_timeout(200)
        page.reload()
        box = page.get_by_role("textbox", name="Your answer")
        expect(box).to_have_value("Half a thought, typed offline", timeout=PATIENCE)
        answer(page)
        see(page, "Kept on this device")
        page.reload()
        see(page, "Kept on this device")
        assert {address for address in kept(page) if "transcript" in address or "session" in address} == set()

        viva.start()
        see_feedback(page)
        assert [one["given"]["text"] for one in transcript(page, viva, under_way)] == [STRONG]


def test_without_the_key_no_copy_is_shown_any_more(page: Page, tmp_path: Path) -> None:
    with Served(tmp_path, VIVA_HOST="0.0.0.0") as viva:  # only an open address asks for the key
        link = viva.url.replace("0.0.0.0", "127.0.0.1")
        viva.url = link.split("?")[0]
        page.goto(link)
        ready(page)
        interview = open_interview(page, viva)
        see_button(page, "Hint")
        page.goto(viva.url)
        see_heading(page, "Your interviews")
        until(page, "caches.match('/api/interviews').then(Boolean)")
        page.context.clear_cookies()
        page.goto(f"{viva.url}interviews/{interview}")
        see_heading(page, "This Viva asks for its access key")
        until(page, "caches.has('viva-seen').then((has) => !has)")
        viva.kill()
        page.goto(viva.url)
        see(page, "Viva does not answer.")
        expect(page.get_by_role("heading", name="Your interviews")).to_have_count(0)
        page.goto(f"{viva.url}interviews/{interview}")
        see(page, "Viva does not answer.")
        expect(page.get_by_role("textbox")).to_have_count(0)


def test_an_open_page_goes_on_when_a_new_version_takes_over(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    shutil.copytree(shipped("web"), folder)
    with only_pages(folder) as url:
        page.goto(url)
        ready(page)
        newer(folder)
        page.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
        until(page, "caches.keys().then((all) => all.includes('viva-shell-newer'))")
        until(page, "navigator.serviceWorker.getRegistration().then((r) => !r.installing && !r.waiting)")
        page.get_by_role("link", name="scoring").first.click()
        see_heading(page, "How scoring works")
        with page.expect_response(lambda response: "newer" in response.url):
            page.reload()
        see_heading(page, "How scoring works")


def newer(folder: Path) -> None:
    """Make the pages those of another version, in which one chunk has another name."""
    (chunk,) = (folder / "assets").glob("ScoringPage-*.js")
    old = chunk.name
    chunk.rename(chunk.with_name("ScoringPage-newer.js"))
    for file in [*folder.rglob("*.js"), *folder.rglob("*.html")]:
        file.write_text(file.read_text().replace(old, "ScoringPage-newer.js"))
    (entry,) = (folder / "assets").glob("index-*.js")
    for file in [*folder.rglob("*.js"), folder / "index.html"]:
        file.write_text(file.read_text().replace(entry.name, "index-newer.js"))
    entry.rename(entry.with_name("index-newer.js"))
    worker = folder / "sw.js"
    version = worker.read_text().split('"')[1]
    worker.write_text(worker.read_text().replace(version, "newer"))


@contextmanager
def only_pages(folder: Path) -> Iterator[str]:
    """Where the pages of a folder are served, without an API."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = Starlette(routes=[Mount("/", Pages(folder))])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server.should_exit = True
    server.force_exit = True
    thread.join(timeout=5)
