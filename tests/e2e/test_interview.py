"""A whole interview in a real browser: with the embedded grader, with a model, and through everything that breaks."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.adapters.llm.scripted import Say, ScriptedUpstream
from tests.e2e.room import PATIENCE, STRONG, answer, open_interview, transcript
from tests.e2e.serving import Served

COACH = "You are the coach who speaks to a candidate"
"""How the prompt for feedback begins; before it come two readings of the content, or three."""


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Served]:
    """A server for one test, which may kill it."""
    with Served(tmp_path) as viva:
        yield viva


@pytest.fixture
def upstream() -> Iterator[ScriptedUpstream]:
    with ScriptedUpstream() as upstream:
        yield upstream


@pytest.fixture
def with_model(tmp_path: Path, upstream: ScriptedUpstream) -> Iterator[Served]:
    with Served(tmp_path, VIVA_LLM_BASE_URL=upstream.base_url, VIVA_LLM_MODEL="scripted") as viva:
        yield viva


def kept_log(page: Page, interview_id: str) -> list[int]:
    """The seqs that the browser has kept of an interview."""
    return page.evaluate(
        """async (id) => {
            const db = await new Promise((done, failed) => {
                const open = indexedDB.open("viva");
                open.onsuccess = () => done(open.result);
                open.onerror = () => failed(open.error);
            });
            const all = (store) => new Promise((done, failed) => {
                const got = db.transaction(store).objectStore(store).getAll();
                got.onsuccess = () => done(got.result);
                got.onerror = () => failed(got.error);
            });
            const found = [];
            const walk = (value) => {
                if (Array.isArray(value)) value.forEach(walk);
                else if (value && typeof value === "object") {
                    if (value.type === "event" && typeof value.seq === "number") found.push(value.seq);
                    Object.values(value).forEach(walk);
                }
            };
            for (const store of db.objectStoreNames) walk(await all(store));
            db.close();
            return [...new Set(found)].sort((a, b) => a - b);
        }""",
        interview_id,
    )


def test_five_questions_from_set_up_to_report_with_a_reload_in_the_middle(page: Page, viva: Served) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(viva.url)
    page.get_by_role("button", name="Start interview").click()
    for number in range(1, 6):
        expect(page.get_by_text(f"Question {number} of 5", exact=True)).to_be_visible(timeout=PATIENCE)
        answer(page, f"Answer {number}: " + STRONG)
        if number == 2:
            until_stored(page, viva, 2)
            page.reload()
        if number == 3:
            expect(page.get_by_role("heading", name="Key points")).to_be_visible(timeout=PATIENCE)
            page.reload()
        expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("button", name="Next question" if number < 5 else "Finish the interview").click()
    page.get_by_role("link", name="See the report").click()
    expect(page.get_by_role("heading", name="Report")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("graded by the built-in offline grader")).to_be_visible()
    interview_id = page.url.split("/interviews/")[1].split("/")[0]
    given = transcript(page, viva, interview_id)
    assert [one["given"]["text"][:9] for one in given] == [f"Answer {n}:" for n in range(1, 6)]
    assert all(len(one["grades"]) == len(one["feedback"]) == 1 for one in given)
    assert [fault for fault in faults if "blocked by Playwright" not in fault] == []
    for one in given:
        for line in one["grades"][0]["lines"]["points"]:
            for quote in line["evidence"]:
                assert one["given"]["text"][quote["start"] : quote["end"]] == quote["quote"]


def test_verdicts_and_prose_are_on_the_screen_before_the_model_has_finished(
    page: Page, with_model: Served, upstream: ScriptedUpstream
) -> None:
    verdicts, prose = threading.Event(), threading.Event()
    held = Say(after=90, then="wait", gate=verdicts)
    upstream.play(Say(after=30, then="wait", gate=prose), when=COACH)
    upstream.play(held, held)
    open_interview(page, with_model)
    answer(page, STRONG)
    expect(page.get_by_role("heading", name="Key points")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("q, blockquote, .quote, [class*=quote]").first).to_be_visible(timeout=PATIENCE)
    assert [heard.over for heard in upstream.requests] == [False, False]
    verdicts.set()
    expect(page.get_by_role("heading", name="What to take from it")).to_be_visible(timeout=PATIENCE)
    *readings, feedback = upstream.requests
    assert [heard.over for heard in (*readings, feedback)] == [True] * len(readings) + [False]
    prose.set()
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=PATIENCE)


def test_killed_between_ack_and_grade_every_answer_has_one_grade_and_one_feedback(
    page: Page, with_model: Served, upstream: ScriptedUpstream
) -> None:
    never = threading.Event()
    upstream.play(Say(after=5, then="wait", gate=never), Say(after=5, then="wait", gate=never))
    interview_id = open_interview(page, with_model)
    answer(page, STRONG)
    wait_for_requests(page, upstream, 2)
    assert transcript(page, with_model, interview_id)[0]["grades"] == []
    with_model.kill()
    with_model.start()
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=2 * PATIENCE)
    assert_one_grade_and_one_feedback(page, with_model, interview_id)


def test_killed_between_grade_and_feedback_every_answer_has_one_grade_and_one_feedback(
    page: Page, with_model: Served, upstream: ScriptedUpstream
) -> None:
    never = threading.Event()
    upstream.play(Say(after=5, then="wait", gate=never), when=COACH)
    interview_id = open_interview(page, with_model)
    answer(page, STRONG)
    wait_for_requests(page, upstream, 1, of=COACH)
    (given,) = transcript(page, with_model, interview_id)
    assert (len(given["grades"]), len(given["feedback"])) == (1, 0)
    with_model.kill()
    with_model.start()
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=2 * PATIENCE)
    assert_one_grade_and_one_feedback(page, with_model, interview_id)


def test_an_answer_sent_while_the_server_is_down_arrives_once_it_is_back(page: Page, mortal: Served) -> None:
    interview_id = open_interview(page, mortal)
    expect(page.get_by_role("textbox", name="Your answer")).to_be_visible(timeout=PATIENCE)
    mortal.kill()
    answer(page, STRONG)
    mortal.start()
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=2 * PATIENCE)
    assert_one_grade_and_one_feedback(page, mortal, interview_id)


def test_a_draft_survives_a_reload(page: Page, viva: Served) -> None:
    open_interview(page, viva)
    box = page.get_by_role("textbox", name="Your answer")
    box.fill("Half a thought about toke")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Half a thought about toke", timeout=PATIENCE)


def test_a_second_tab_takes_over_and_the_first_can_take_it_back(page: Page, viva: Served) -> None:
    open_interview(page, viva)
    expect(page.get_by_role("textbox", name="Your answer")).to_be_visible(timeout=PATIENCE)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.get_by_role("textbox", name="Your answer")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("another tab").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Go on in this tab").click()
    expect(second.get_by_text("another tab").first).to_be_visible(timeout=PATIENCE)


def test_hostile_answers_show_as_text(page: Page, viva: Served) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    open_interview(page, viva)
    hostile = "<img src=x onerror=alert(1)> [click](javascript:alert(2)) ![x](http://evil.example/x.png) " + STRONG
    answer(page, hostile)
    expect(page.get_by_text("A stronger way to say it")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    assert page.locator("img[src='x'], a[href^='javascript'], img[src*='evil']").count() == 0
    assert alerts == []


def until_stored(page: Page, viva: Served, count: int) -> None:
    interview_id = page.url.rsplit("/", 1)[-1]
    for _ in range(300):
        if len(transcript(page, viva, interview_id)) == count:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"expected {count} answers to be stored")


def wait_for_requests(page: Page, upstream: ScriptedUpstream, count: int, of: str = "") -> None:
    for _ in range(300):
        begun = [one for one in upstream.requests if one.pieces >= 1 and of in one.messages[0]["content"]]
        if len(begun) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the upstream was asked {len(upstream.requests)} times, expected {count} of {of!r}")


def assert_one_grade_and_one_feedback(page: Page, viva: Served, interview_id: str) -> None:
    (given,) = transcript(page, viva, interview_id)
    assert [grade["result"] for grade in given["grades"]] == ["graded"]
    assert len(given["feedback"]) == 1
    assert given["given"]["text"] == STRONG
    kept = kept_log(page, interview_id)
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) == 5
