"""A visitor understands what people type as an address, and turns every refusal into a sentence."""

import httpx2
import pytest

from server.cli.visitor import Address, Visitor, refusal, visiting
from server.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


@pytest.mark.parametrize(
    ("typed", "url", "key"),
    [
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", None),
        ("localhost:8000", "http://localhost:8000", None),
        ("https://viva.example/?key=abc", "https://viva.example", "abc"),
        ("http://[::1]:8000", "http://[::1]:8000", None),
    ],
)
def test_an_address_is_read_as_it_is_typed_or_pasted(typed: str, url: str, key: str | None) -> None:
    address = Address(typed)
    assert (address.url, address.key) == (url, key)


def test_the_chat_is_under_the_same_address() -> None:
    assert Address("https://viva.example/").chat("abc") == "wss://viva.example/api/interviews/abc/chat"


@pytest.mark.parametrize("typed", ["ftp://127.0.0.1", "http://", "://"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="--server: expected an address"):
        Address(typed)


def test_only_this_machine_is_reached_without_the_environments_proxy() -> None:
    assert Address("http://[::1]:8000").is_local
    assert Address("127.0.0.1:1").is_local
    assert not Address("viva.example").is_local


async def test_a_dead_server_is_told_with_what_to_do() -> None:
    async with visiting(Address("127.0.0.1:1")) as visitor:
        with pytest.raises(Unavailable, match=r"No Viva answers at http://127\.0\.0\.1:1 .*`viva serve`"):
            await visitor.health()


async def test_the_key_is_sent_as_a_bearer_token() -> None:
    seen: list[str | None] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("authorization"))
        return httpx2.Response(404, json={"code": "not_found", "message": "There is none."})

    address = Address("http://127.0.0.1:1", "abc")
    client = httpx2.AsyncClient(base_url=address.url, headers=address.headers, transport=httpx2.MockTransport(answer))
    async with client:
        with pytest.raises(NotFound, match=r"There is none\."):
            await Visitor(address, client).interview("abc")
    assert seen == ["Bearer abc"]


def test_a_refusal_is_the_error_it_was_there() -> None:
    address = Address("127.0.0.1:1")
    assert isinstance(refusal(address, 409, b'{"code": "conflict", "message": "Too late."}'), Conflict)
    assert isinstance(refusal(address, 500, b'{"code": "error", "message": "Ours."}'), Unavailable)


@pytest.mark.parametrize(
    ("key", "says"), [(None, "it wants its access key"), ("abc", "the key given is not its access key")]
)
def test_a_missing_or_wrong_key_is_told_with_where_to_find_it(key: str | None, says: str) -> None:
    error = refusal(Address("127.0.0.1:1", key), 403, b'{"code": "key_required", "message": "no"}')
    assert isinstance(error, Forbidden)
    assert says in str(error)
    assert "--key KEY or VIVA_ACCESS_KEY" in str(error)


def test_another_program_at_that_address_is_told_apart() -> None:
    assert "got something else that answers 404" in str(refusal(Address("127.0.0.1:1"), 404, b"<html>"))
