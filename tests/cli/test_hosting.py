"""A house behind a socket: where it listens, what it says of it, and that it closes behind itself."""

import socket
from pathlib import Path

import httpx2
import pytest

from server.adapters.db.lock import DatabaseInUse
from server.cli.hosting import address_of, hosted, listen
from server.errors import Misconfigured
from server.main import build
from server.settings import read_settings


def test_port_0_takes_a_free_one() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_an_address_for_everybody_is_shown_as_one_that_can_be_opened() -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener:
        assert address_of(listener).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has it")
def test_clients_that_stop_reading_are_cut_off_by_the_system() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000


def test_a_taken_port_is_named() -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(Misconfigured, match="is taken"):
        listen("127.0.0.1", listener.getsockname()[1])


async def test_a_hosted_house_is_announced_and_closed_at_the_end(home: Path) -> None:
    settings = read_settings(port=0)
    async with hosted(build(settings)) as url:
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{url}api/health")).status_code == 200
        with pytest.raises(DatabaseInUse) as busy:
            build(settings)
        assert busy.value.url == url
    await build(settings).close()
