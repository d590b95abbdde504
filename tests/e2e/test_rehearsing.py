"""A person's way through Viva: the sample, what is due, what is weak, what changed, and what can be taken away."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from server.domain.question import SampleKind
from tests.e2e.room import PATIENCE, WIDTHS, answer, open_interview, press, see, see_button, see_feedback, see_heading
from tests.e2e.serving import OAUTH, Served, sample

STARTS = {
    "HTML": b"<!doctype html>",
    "Markdown": b"# ",
    "CSV": b"question,",
    "JSON": b"{",
    "Anki deck": b"PK\x03\x04",
}


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": request.param, "height": 844}, service_workers="block", reduced_motion="reduce"
    ) as context:
        yield context.new_page()


def test_the_sample_leads_from_the_first_visit_to_a_report_and_leaves_progress_empty(
    page: Page, tmp_path: Path
) -> None:
    with Served(tmp_path) as viva:
        page.goto(viva.url)
        see(page, "How it goes")
        press(page, "Try a two-minute sample")
        for number, onwards in ((1, "Next question"), (2, "Finish the interview")):
            see(page, f"Question {number} of 2")
            press(page, "put in an example answer")
            press(page, "Send answer")
            see_feedback(page)
            press(page, onwards)
        page.get_by_role("link", name="See the report").click()
        see_heading(page, "Question by question")
        page.get_by_role("link", name="Progress").click()
        see(page, "Nothing to show yet")


def test_what_is_due_is_rehearsed_from_home_and_from_progress(page: Page, lived: Served) -> None:
    page.goto(lived.url)
    press(page, "Rehearse what is due")
    see(page, "Question 1 of")
    page.goto(f"{lived.url}progress")
    see_heading(page, "Due today")
    press(page, "Rehearse what is due")
    see(page, "Question 1 of")
    page.goto(f"{lived.url}progress")
    press(page, "Rehearse the weakest")
    see(page, "Question 1 of")


def test_the_topic_tree_takes_the_colours_of_what_was_answered(page: Page, lived: Served) -> None:
    page.goto(f"{lived.url}progress")
    known = page.get_by_role("img", name="solid").or_(page.get_by_role("img", name="missed"))
    expect(known.first).to_be_visible(timeout=PATIENCE)
    page.locator("summary").filter(has_text="Security & Auth").click()
    page.get_by_role("button", name="Rehearse API Keys").click()
    see(page, "Question 1 of")
    page.goto(lived.url)
    page.get_by_text("Choose what is asked").click()
    expect(known.first).to_be_visible(timeout=PATIENCE)


def test_a_second_try_is_compared_with_the_first_in_the_report_and_in_the_history(page: Page, viva: Served) -> None:
    for kind in (SampleKind.PARTIAL, SampleKind.STRONG):
        open_interview(page, viva)
        answer(page, sample(OAUTH, kind))
        see_feedback(page)
        press(page, "Finish the interview")
        page.get_by_role("link", name="See the report").click()
        see_heading(page, "Question by question")
    see(page, "since last time")
    page.locator("details summary").first.click()
    expect(page.get_by_role("heading", name="Since")).to_be_visible()
    page.get_by_role("link", name="All your attempts at this question").click()
    matrix = page.get_by_role("region", name="Attempts, point by point")
    expect(matrix).to_be_visible(timeout=PATIENCE)
    picks = matrix.get_by_role("button")
    assert picks.count() >= 2
    expect(picks.last).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Since")).to_be_visible()
    picks.first.click()
    expect(picks.first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Since")).to_have_count(0)
    press(page, "Answer it again")
    see_button(page, "Skip")


def test_start_waits_where_nothing_could_be_asked_and_says_what_to_change(page: Page, lived: Served) -> None:
    start, wished = page.get_by_role("button", name="Start interview"), page.locator("#wished")
    page.route("**/api/tracks/*/progress", lambda route: route.fulfill(json=only_due(route, "testing/")))
    page.route("**/api/tracks", lambda route: route.fulfill(json=with_an_empty_track(route)))
    page.goto(lived.url)
    page.get_by_text("Choose what is asked").click()
    page.get_by_role("radio", name="Due").check()
    expect(wished).to_have_text("5 questions, practice, from what is due today, every topic")
    page.get_by_role("checkbox", name="Security & Auth", exact=False).first.check()
    expect(wished).to_contain_text("Nothing is due today in what is ticked.")
    start.click(force=True)
    start.focus()
    page.keyboard.press("Enter")
    assert page.url == lived.url
    page.get_by_role("radio", name="Senior").check()
    expect(wished).to_contain_text("FastAPI has no question of senior level.")
    page.get_by_role("radio", name="Django").check()
    expect(wished).to_have_text("Django has no question yet. Choose another track.")
    page.get_by_role("radio", name="FastAPI").check()
    page.get_by_role("radio", name="Any").check()
    start.click()
    see(page, "Question 1 of 5")


def only_due(route: Route, under: str) -> dict[str, Any]:
    """What is known of a track, with only the questions under this path due."""
    known = route.fetch().json()
    due = {"question_id": f"{under}fixtures/one", "topic": "Testing", "ask": "How?", "points": 2}
    return {**known, "due": [due]}


def with_an_empty_track(route: Route) -> list[dict[str, Any]]:
    """The tracks, none with a question of senior level, and one more without any question."""
    (fastapi,) = route.fetch().json()
    fastapi["levels"].pop("senior")
    return [fastapi, {**fastapi, "id": "django", "name": "Django", "questions": 0, "topics": []}]


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_a_report_can_be_taken_away_in_every_format(page: Page, viva: Served) -> None:
    open_report(page, viva)
    for name, start in STARTS.items():
        got = taken(page, name)
        assert got.lower().startswith(start.lower()), (name, got[:80])
        if name == "JSON":
            assert json.loads(got)
        if name == "Anki deck":
            assert any("collection" in one for one in zipfile.ZipFile(io.BytesIO(got)).namelist())


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_a_report_can_be_taken_away_as_a_pdf(page: Page, viva: Served) -> None:
    open_report(page, viva)
    assert taken(page, "PDF").startswith(b"%PDF-")


@pytest.mark.parametrize("page", [390], indirect=True)
def test_a_file_that_cannot_be_made_or_fetched_says_why_beside_its_link_and_can_be_tried_again(
    page: Page, tmp_path: Path
) -> None:
    with without_export(tmp_path) as viva:
        open_report(page, viva)
        keep = page.locator("section").filter(has=page.get_by_role("heading", name="Keep it"))
        for name, reason in (("PDF", "take the HTML file"), ("Anki deck", "need the package genanki")):
            keep.get_by_role("link", name=name, exact=True).click()
            line = keep.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))
            expect(line.get_by_role("alert")).to_contain_text(reason)
            expect(line.get_by_role("alert")).to_contain_text("pip install 'viva[export]'")
        viva.kill()
        keep.get_by_role("link", name="CSV", exact=True).click()
        line = keep.get_by_role("listitem").filter(has_text="CSV")
        expect(line.get_by_role("alert")).to_contain_text("Viva does not answer.")
        viva.start()
        with page.expect_download() as download:
            line.get_by_role("button", name="Try again").click()
        assert download.value.suggested_filename.endswith(".csv")
        expect(line.get_by_role("alert")).to_have_count(0)
        expect(line.get_by_role("link")).to_be_focused()


def without_export(folder: Path) -> Served:
    """A server that cannot import what the extra `export` installs."""
    shadows = folder / "shadows"
    shadows.mkdir()
    for package in ("typst", "genanki"):
        (shadows / f"{package}.py").write_text("raise ImportError\n")
    return Served(folder / "data", PYTHONPATH=str(shadows))


def open_report(page: Page, viva: Served) -> None:
    interview = open_interview(page, viva)
    answer(page, sample(OAUTH, SampleKind.PARTIAL))
    see_feedback(page)
    press(page, "Finish the interview")
    see_heading(page, "That was the interview")
    page.goto(f"{viva.url}interviews/{interview}/report")


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()
