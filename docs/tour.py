"""The tour: a walk through every page and main state, for the pictures of `./dev shots` and to look with axe."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Page

from server.domain.question import SampleKind
from tests.e2e.serving import OAUTH, sample

PATIENCE = 20_000


class Places(NamedTuple):
    """Where to walk: addresses of servers with two weeks of interviews, with none, without a model, with a key."""

    lived: str
    new: str
    refused: str
    closed: str


class Stop(NamedTuple):
    """Something to look at; `whole` where all of the page is worth it."""

    name: str
    about: str
    whole: bool = True


def stops(page: Page, places: Places) -> Iterator[Stop]:
    """Walk; at each stop the page is ready to be looked at."""
    yield from _first_visit(page, places.new)
    yield from _home(page, places.lived)
    yield from _room(page, places.lived)
    yield from _timed(page, places.lived)
    yield from _past(page, places.lived)
    yield from _refused(page, places.refused)
    yield from _offline(page, places.lived)
    page.goto(places.closed)
    _heading(page, "This Viva asks for its access key")
    yield Stop("key", "Asked for the access key")


def _first_visit(page: Page, url: str) -> Iterator[Stop]:
    page.goto(url)
    _button(page, "Try a two-minute sample")
    yield Stop("first", "Home, at the first visit")
    page.goto(f"{url}progress")
    _heading(page, "What you know")
    yield Stop("first-progress", "Progress, before the first interview")
    page.goto(f"{url}nowhere")
    yield Stop("lost", "No such page")


def _home(page: Page, url: str) -> Iterator[Stop]:
    page.goto(url)
    _button(page, "Rehearse what is due")
    yield Stop("home", "Home, after two weeks")
    page.get_by_text("Choose what is asked").click()
    page.locator("fieldset details summary").first.click()
    yield Stop("choices", "What is asked can be chosen")


def _room(page: Page, url: str) -> Iterator[Stop]:
    _open(page, url, question_ids=[OAUTH], seed=1)
    box = page.get_by_role("textbox", name="Your answer")
    box.wait_for(timeout=PATIENCE)
    yield Stop("asked", "A question", whole=False)
    box.fill(sample(OAUTH, SampleKind.PARTIAL))
    page.evaluate("scrollTo(0, 0)")
    yield Stop("question", "A question, and an answer being typed", whole=False)
    _press(page, "Hint")
    page.get_by_text("Hint", exact=True).nth(1).wait_for(timeout=PATIENCE)
    _press(page, "Clarify")
    page.evaluate("scrollTo(0, 0)")
    yield Stop("asides", "A hint, and asking what is meant")
    _press(page, "Pause")
    _button(page, "Resume")
    yield Stop("paused", "Paused", whole=False)
    _press(page, "Resume")
    box.fill(sample(OAUTH, SampleKind.PARTIAL))
    _press(page, "Send answer")
    _heading(page, "A stronger way to say it")
    review = page.get_by_role("region", name="Your answer and what landed")
    review.evaluate("(node) => scrollTo(0, node.getBoundingClientRect().top + scrollY - 24)")
    yield Stop("graded", "An answer graded", whole=False)
    yield Stop("graded-whole", "An answer graded, all of it")
    page.get_by_role("heading", name="What to take from it").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, innerHeight * 0.7)")
    yield Stop("feedback", "Feedback, and a stronger way to say it", whole=False)
    _press(page, "Show a strong answer")
    page.get_by_text("A strong answer", exact=True).wait_for(timeout=PATIENCE)
    _press(page, "Answer again")
    box.wait_for(timeout=PATIENCE)
    yield Stop("again", "Answering again")
    _press(page, "Not now")
    _press(page, "Finish the interview")
    _heading(page, "That was the interview")
    yield Stop("ended", "The interview is over", whole=False)
    page.keyboard.press("?")
    page.wait_for_timeout(100)
    if page.locator("dialog[open]").count():
        yield Stop("shortcuts", "The keys", whole=False)
        page.keyboard.press("Escape")


def _timed(page: Page, url: str) -> Iterator[Stop]:
    _open(page, url, question_ids=[OAUTH], mode="timed")
    box = page.get_by_role("textbox", name="Your answer")
    box.wait_for(timeout=PATIENCE)
    yield Stop("timed", "A timed question", whole=False)
    box.fill(sample(OAUTH, SampleKind.STRONG))
    _press(page, "Send answer")
    page.get_by_text("The results come at the end.").wait_for(timeout=PATIENCE)
    yield Stop("timed-stored", "A timed answer, stored", whole=False)
    _press(page, "Finish the interview")
    _heading(page, "That was the interview")


def _past(page: Page, url: str) -> Iterator[Stop]:
    interviews: list[dict[str, Any]] = page.request.get(f"{url}api/interviews").json()
    reports = (page.request.get(f"{url}api/interviews/{one['id']}/report").json() for one in interviews)
    report = next(one for one in reports if any(question["since"] for question in one["questions"]))
    page.goto(f"{url}interviews/{report['id']}/report")
    _heading(page, "Question by question")
    yield Stop("report", "The report", whole=False)
    page.locator("details summary").first.click()
    yield Stop("report-whole", "The report, with a question open")
    page.goto(f"{url}progress")
    _heading(page, "Due today")
    page.locator("section details summary").nth(1).click()
    yield Stop("progress", "Progress, after two weeks")
    page.goto(f"{url}questions/{report['questions'][0]['turn']['question']['question_id']}")
    page.get_by_role("button", name="Answer it again").wait_for(timeout=PATIENCE)
    yield Stop("history", "One question over time")
    page.goto(f"{url}questions/{OAUTH.replace('oauth2-password-bearer', 'nothing-of-the-kind')}")
    page.get_by_role("alert").wait_for(timeout=PATIENCE)
    yield Stop("error", "Something that is not there", whole=False)
    page.goto(f"{url}scoring")
    _heading(page, "How scoring works")
    yield Stop("scoring", "How scoring works")


def _refused(page: Page, url: str) -> Iterator[Stop]:
    _open(page, url, question_ids=[OAUTH])
    page.get_by_role("textbox", name="Your answer").fill(sample(OAUTH, SampleKind.STRONG))
    _press(page, "Send answer")
    page.get_by_text("Not graded yet:").wait_for(timeout=PATIENCE)
    yield Stop("not-graded", "Not graded: the model refuses")
    _press(page, "Estimate offline")
    _heading(page, "Key points")
    yield Stop("estimate", "Not graded, with an estimate")


def _offline(page: Page, url: str) -> Iterator[Stop]:
    page.goto(url)
    _heading(page, "Your interviews")
    page.wait_for_timeout(500)
    page.goto(f"{url}progress")
    _heading(page, "What you know")
    room = page.request.post(f"{url}api/interviews", data={"question_ids": [OAUTH]}).json()["id"]
    page.goto(f"{url}interviews/{room}")
    page.get_by_role("textbox", name="Your answer").wait_for(timeout=PATIENCE)
    page.goto(url)
    _heading(page, "Your interviews")
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("Offline:").wait_for(timeout=PATIENCE)
    yield Stop("offline", "Home, offline")
    page.goto(f"{url}interviews/{room}")
    page.get_by_text("The connection is down").wait_for(timeout=PATIENCE)
    yield Stop("offline-room", "The room, offline", whole=False)
    page.context.set_offline(False)


def _open(page: Page, url: str, **wish: object) -> None:
    made = page.request.post(f"{url}api/interviews", data=wish).json()
    page.goto(f"{url}interviews/{made['id']}")


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click(timeout=PATIENCE)


def _button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).wait_for(timeout=PATIENCE)


def _heading(page: Page, name: str) -> None:
    page.get_by_role("heading", name=name).wait_for(timeout=PATIENCE)
