"""Health tells which grader is live."""

import httpx2
import pytest

pytestmark = pytest.mark.anyio


async def test_health_names_the_grader(http: httpx2.AsyncClient) -> None:
    health = (await http.get("/api/health")).json()
    assert health["status"] == "ok"
    assert (health["grader"]["name"], health["grader"]["live"]) == ("embedded", True)
