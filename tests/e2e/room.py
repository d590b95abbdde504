"""The room as a test plays it: opened over HTTP, answered, and looked up again at the server."""

from typing import Any

from playwright.sync_api import Page, expect

from server.domain.question import SampleKind
from tests.e2e.serving import OAUTH, Served, sample

PATIENCE = 15_000
STRONG = sample(OAUTH, SampleKind.STRONG)
WIDTHS = (390, 1280)


def open_interview(page: Page, viva: Served, **wish: object) -> str:
    """Open an interview over HTTP and go to its room; its id."""
    made = page.request.post(f"{viva.url}api/interviews", data=wish or {"question_ids": [OAUTH]})
    interview_id = made.json()["id"]
    page.goto(f"{viva.url}interviews/{interview_id}")
    return interview_id


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your answer").fill(text)


def answer(page: Page, text: str = STRONG) -> None:
    write(page, text)
    page.get_by_role("button", name="Send answer").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def see_button(page: Page, name: str) -> None:
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible(timeout=PATIENCE)


def see(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)


def see_heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=PATIENCE)


def see_feedback(page: Page) -> None:
    """The answer has been graded and the feedback has come."""
    see_heading(page, "A stronger way to say it")


def transcript(page: Page, viva: Served, interview_id: str) -> list[dict[str, Any]]:
    """The answers of an interview with their grades and feedback, as the server has them."""
    report = page.request.get(f"{viva.url}api/interviews/{interview_id}/report").json()
    return [given for question in report["questions"] for given in question["turn"]["answers"]]
