"""Errors as answers: a status by kind, nothing internal told."""

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from server import errors as ours
from server.api import errors

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ours.Invalid("count: expected 1", field="count"), 422),
        (ours.NotFound("gone"), 404),
        (ours.Forbidden("no"), 403),
        (ours.OutOfTurn("later"), 409),
        (ours.TooMany("slower"), 429),
        (ours.StorageFull("full"), 503),
        (ours.Misconfigured("set it"), 500),
        (KeyError("a secret"), 500),
    ],
)
def test_every_error_has_its_status_and_its_sentence(error: Exception, status: int) -> None:
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == status
    assert "secret" not in answer.text
    if isinstance(error, ours.VivaError):
        assert answer.json()["message"] == str(error)
        assert answer.json().get("field") == getattr(error, "field", None)


async def test_an_unknown_address_and_a_wrong_method_say_so(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/nowhere")).json()["message"] == "There is nothing at this address."
    assert (await http.delete("/api/interviews")).status_code == 405


async def test_a_long_wrong_input_is_not_repeated_whole(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/api/interviews", json={"mode": "x" * 10_000})
    assert len(answer.text) < 400
