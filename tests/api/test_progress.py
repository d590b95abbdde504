"""Progress over HTTP."""

import httpx2
import pytest

from tests.small_house import SmallHouse

pytestmark = pytest.mark.anyio

OAUTH = "security-and-auth/oauth2/oauth2-password-bearer"


async def test_progress_and_attempts_are_there_after_an_answer(http: httpx2.AsyncClient, house: SmallHouse) -> None:
    interview = await house.open(question_ids=(OAUTH,), count=None)
    await house.say(interview.id, "answer", text="hello there")
    await house.until(interview.id, "feedback")
    progress = (await http.get("/api/tracks/fastapi/progress")).json()
    assert len(progress["answered_at"]) == len(progress["trend"]) == 1
    history = (await http.get(f"/api/questions/{OAUTH}/attempts")).json()
    assert (history["question_id"], history["attempts"][0]["text"]) == (OAUTH, "hello there")


@pytest.mark.parametrize("path", ["/api/tracks/django/progress", "/api/questions/a/b/c/attempts"])
async def test_what_is_not_there_is_404(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


async def test_an_interview_can_be_opened_from_a_source(http: httpx2.AsyncClient) -> None:
    opened = await http.post("/api/interviews", json={"source": "sample"})
    assert (opened.json()["source"], len(opened.json()["examples"])) == ("sample", 2)
    refused = await http.post("/api/interviews", json={"source": "due"})
    assert (refused.status_code, refused.json()["field"]) == (422, "source")
