"""The guard: loopback names only on loopback, the key anywhere else, Viva's own pages always."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from server.api.guard import Access
from tests.served import KEY, app_of, chatting, served
from tests.small_house import SmallHouse

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[httpx2.AsyncClient, None]:
    """A server that believes it can be reached from outside."""
    async with (
        served(app_of(SmallHouse(tmp_path), on_loopback=False)) as address,
        httpx2.AsyncClient(base_url=f"http://{address}", trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost:8000", "LOCALHOST"])
def test_on_loopback_a_loopback_name_is_let_in(host: str) -> None:
    assert Access(True, KEY).refusal("/api/tracks", {"host": host}) is None


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.", "10.0.0.1"])
def test_on_loopback_any_other_name_is_refused_even_with_the_key(host: str) -> None:
    headers = {"host": host, "authorization": f"Bearer {KEY}"}
    assert Access(True, KEY).refusal("/api/tracks", headers).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:9", "https://localhost.evil.example"]
)
def test_a_foreign_origin_is_refused(origin: str) -> None:
    assert Access(True, KEY).refusal("/", {"host": "localhost:8000", "origin": origin}).status_code == 403


def test_our_own_origin_is_let_in_whatever_a_proxy_does_to_the_default_port() -> None:
    access = Access(True, KEY, frozenset({"viva.example"}))
    headers = {"host": "viva.example", "origin": "https://viva.example:443", "authorization": f"Bearer {KEY}"}
    assert access.refusal("/api/tracks", headers) is None


def test_an_allowed_host_needs_the_key_though_the_server_listens_on_loopback() -> None:
    access = Access(True, KEY, frozenset({"viva.example"}))
    assert access.refusal("/api/tracks", {"host": "viva.example"}).status_code == 403


async def test_off_loopback_nothing_without_the_key(client: httpx2.AsyncClient) -> None:
    for path in ("/api/tracks", "/api/interviews", "/api/docs", "/api/openapi.json"):
        refused = await client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "key_required")
    with pytest.raises(InvalidStatus) as handshake:
        async with chatting(client.base_url.netloc.decode(), "any"):
            pass
    assert handshake.value.response.status_code == 403


async def test_the_health_check_needs_no_key(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/health")).status_code == 200


async def test_the_key_is_taken_as_a_bearer_token(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/tracks", headers={"Authorization": f"Bearer {KEY}"})).status_code == 200
    assert (await client.get("/api/tracks", headers={"Authorization": "Bearer wrong"})).status_code == 403


async def test_the_link_with_the_key_sets_a_cookie_and_takes_the_key_out_of_the_address(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/", params={"key": KEY, "tab": "2"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?tab=2")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert KEY not in cookie
    assert (await client.get("/api/tracks")).status_code == 200


async def test_a_typed_key_opens_the_door_and_a_wrong_one_says_so(client: httpx2.AsyncClient) -> None:
    wrong = await client.post("/api/session", json={"key": "wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "key_wrong")
    assert (await client.post("/api/session", json={"key": KEY})).status_code == 204
    assert (await client.get("/api/tracks")).status_code == 200


async def test_a_cookie_that_is_not_ascii_or_not_a_cookie_is_just_wrong(client: httpx2.AsyncClient) -> None:
    for cookie in (b"viva_key=\xff\xfe", b"viva_key", b'viva_key="unclosed', b"viva_key=" + b"a" * 5000):
        assert (await client.get("/api/tracks", headers={b"cookie": cookie})).status_code == 403


@pytest.mark.parametrize("origin", ["http://[", "http://127.0.0.1]", "null", ""])
def test_an_origin_that_is_no_address_is_foreign(origin: str) -> None:
    refusal = Access(True, KEY).refusal("/api/tracks", {"host": "127.0.0.1:8000", "origin": origin})
    assert refusal is not None
    assert refusal.status_code == 403


@pytest.mark.parametrize("cookie", ['viva_key="\u00e9"', 'viva_key="\\351"'])
def test_a_quoted_cookie_that_is_not_ascii_is_just_wrong(cookie: str) -> None:
    refusal = Access(False, KEY).refusal("/api/tracks", {"host": "viva.example", "cookie": cookie})
    assert refusal is not None
    assert refusal.status_code == 403


async def test_a_body_that_would_fill_the_memory_is_refused_before_it_is_read(client: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncGenerator[bytes, None]:
        yield b"x" * 1000

    assert (await client.post("/api/session", content=b"x" * 70_000)).status_code == 413
    assert (await client.post("/api/session", content=endless())).status_code == 411
