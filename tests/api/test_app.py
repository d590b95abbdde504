"""The application as a whole: its OpenAPI document, and no compression of what is not worth it."""

import httpx2
import pytest

pytestmark = pytest.mark.anyio


async def test_the_openapi_document_holds_every_door_and_the_chats_frames(http: httpx2.AsyncClient) -> None:
    document = (await http.get("/api/openapi.json")).json()
    assert {"/api/interviews", "/api/interviews/{interview_id}/report", "/api/tracks", "/api/health"} <= set(
        document["paths"]
    )
    assert {"ServerFrame", "ClientFrame", "AnswerMove", "GradedData"} <= set(document["components"]["schemas"])


async def test_large_answers_are_compressed(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/tracks", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
