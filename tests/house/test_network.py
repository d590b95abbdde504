"""The fence around the tests holds: nothing outside this machine can be reached, and the machine itself can."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from tests.network import is_here

OUTSIDE = ("192.0.2.1", 80)


def connect() -> None:
    with socket.socket() as client:
        client.connect(OUTSIDE)


def connect_quietly() -> None:
    with socket.socket() as client:
        client.connect_ex(OUTSIDE)


def send() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.sendto(b"hello", OUTSIDE)


def look_up() -> None:
    socket.getaddrinfo("example.org", 443)


@pytest.mark.parametrize("attempt", [connect, connect_quietly, send, look_up])
def test_an_attempt_to_leave_fails_the_test(attempt: Callable[[], None]) -> None:
    with pytest.raises(pytest.fail.Exception, match="Tests reach this machine only"):
        attempt()


def test_code_that_catches_every_exception_cannot_hide_it() -> None:
    def stubborn() -> None:
        try:
            connect()
        except Exception:
            return

    with pytest.raises(pytest.fail.Exception):
        stubborn()


@pytest.mark.parametrize("host", [OUTSIDE[0], "example.org"])
async def test_asyncio_is_fenced_in_too(host: str) -> None:
    with pytest.raises(pytest.fail.Exception):
        await asyncio.open_connection(host, 80)


async def test_this_machine_can_be_reached_by_name_and_by_address() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port: int = server.sockets[0].getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            reader, writer = await asyncio.open_connection(host, port)
            assert await reader.read() == b"hello"
            writer.close()
            await writer.wait_closed()


@pytest.mark.parametrize(
    ("host", "here"),
    [(None, True), ("::1", True), (b"localhost", True), ("127.9.9.9", True), ("0.0.0.0", False), ("10.0.0.1", False)],
)
def test_only_loopback_is_here(host: object, here: bool) -> None:
    assert is_here(host) is here
