"""Interviews over HTTP, with errors that name the field."""

import httpx2
import pytest

from tests.small_house import SmallHouse

pytestmark = pytest.mark.anyio

NAMED = "security-and-auth/oauth2/oauth2-password-bearer"
NEW = {"track": "fastapi", "count": 2}


async def test_an_interview_is_opened_listed_and_found(http: httpx2.AsyncClient) -> None:
    opened = await http.post("/api/interviews", json={**NEW, "seed": 5})
    assert opened.status_code == 201
    one = opened.json()
    assert (one["of"], one["phase"], one["seed"]) == (2, "asked", 5)
    assert (await http.get(f"/api/interviews/{one['id']}")).json() == one
    assert [card["id"] for card in (await http.get("/api/interviews")).json()] == [one["id"]]


@pytest.mark.parametrize(
    ("wish", "status", "field", "said"),
    [
        ({"count": 0}, 422, "count", "greater than or equal to 1; got '0'"),
        ({"cuont": 3}, 422, "cuont", "Extra inputs are not permitted"),
        ({"topics": ["testin"]}, 422, "topics", "Did you mean 'testing'"),
        ({"mode": "exam"}, 422, "mode", "'practice' or 'timed'"),
        ({"question_ids": [NAMED, NAMED]}, 422, "question_ids", f"got '{NAMED}' more than once. Name it only once."),
        ({"track": "django"}, 404, None, "expected one of 'fastapi'"),
        ({"question_ids": ["nowhere"]}, 404, None, "no question has the id 'nowhere'"),
    ],
)
async def test_a_bad_wish_names_the_field_and_what_came(
    http: httpx2.AsyncClient, wish: dict[str, object], status: int, field: str | None, said: str
) -> None:
    answer = await http.post("/api/interviews", json=wish)
    assert answer.status_code == status
    assert answer.json().get("field") == field
    assert said in answer.json()["message"]


async def test_an_unknown_interview_is_404_on_every_door(http: httpx2.AsyncClient) -> None:
    for door in ("", "/report", "/transcript?format=md"):
        answer = await http.get(f"/api/interviews/nowhere{door}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("form", "media"), [("json", "application/json"), ("md", "text/markdown"), ("html", "text/html")]
)
async def test_the_transcript_is_a_file_that_can_do_no_harm(
    http: httpx2.AsyncClient, house: SmallHouse, form: str, media: str
) -> None:
    interview = await house.open()
    await house.say(interview.id, "answer", text="<script>alert(1)</script> hello")
    await house.until(interview.id, "feedback")
    answer = await http.get(f"/api/interviews/{interview.id}/transcript", params={"format": form})
    assert answer.headers["content-type"].startswith(media)
    assert "attachment" in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "hello" in answer.text
    if form == "html":
        assert "<script" not in answer.text


async def test_the_report_is_computed_when_asked_for(http: httpx2.AsyncClient, house: SmallHouse) -> None:
    interview = await house.open()
    report = (await http.get(f"/api/interviews/{interview.id}/report")).json()
    assert report["standing"] == {"open": 1}
