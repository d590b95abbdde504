"""Hosting: a built house behind a socket of this machine, for `viva serve` and for commands that bring their own."""

import asyncio
import errno
import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib.util import find_spec
from signal import SIGINT
from types import FrameType

import uvicorn

from server.errors import Misconfigured
from server.main import House, create_app
from server.protocol import FRAME_BYTES, Close

UNREAD_MS = 20_000
"""After this long a client that takes nothing any more is cut off by the system."""

GOODBYE_SECONDS = 0.2
"""How long sockets have to be told that the server goes away."""

LINGER_SECONDS = 5
"""How long requests may go on after that."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Misconfigured, naming the setting, where it cannot."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        raise Misconfigured(
            f"VIVA_HOST: expected a name or an address of this machine, got {host!r} ({error.strerror})."
        ) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_REUSEPORT"):  # not on Windows, where SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise _refused(error, host, port) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The URL under which this machine itself reaches a listening socket."""
    name = listener.getsockname()
    host, port = str(name[0]), int(name[1])
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound to
    return f"http://[{reached}]:{port}/" if ":" in reached else f"http://{reached}:{port}/"


class HouseServer(uvicorn.Server):
    """Serves one house. Says when it is up, and tells its sockets before it goes."""

    def __init__(self, house: House, listener: socket.socket, *, takes_signals: bool, up: Callable[[], None]) -> None:
        super().__init__(_config(house))
        self._house = house
        self._listener = listener
        self._takes_signals = takes_signals
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._house.store.announce(address_of(self._listener))
            self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self._house.services.seats.clear(Close.RESTART)
        await asyncio.sleep(GOODBYE_SECONDS)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        if not self._takes_signals:
            yield
            return
        with super().capture_signals():
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop in good order; a second Ctrl-C at once. Unlike uvicorn's own, it does not end the process by signal."""
        if self.should_exit and sig == SIGINT:
            self.force_exit = True
        self.should_exit = True


@asynccontextmanager
async def hosted(house: House) -> AsyncGenerator[str, None]:
    """The URL of the house, served on a free port of loopback for as long as this is entered."""
    up = asyncio.Event()
    with listen("127.0.0.1", 0) as listener:
        url = address_of(listener)
        server = HouseServer(house, listener, takes_signals=False, up=up.set)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="server")
        ready = asyncio.create_task(up.wait())
        try:
            await asyncio.wait((serving, ready), return_when=asyncio.FIRST_COMPLETED)
            yield url
        finally:
            ready.cancel()
            server.should_exit = True
            with suppress(SystemExit):
                await serving


def _config(house: House) -> uvicorn.Config:
    """Frames of at most 64 kB, no compression (it costs 256 kB a socket), nothing logged that could hold the key."""
    return uvicorn.Config(
        create_app(house),
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LINGER_SECONDS,
    )


def _refused(error: OSError, host: str, port: int) -> Misconfigured:
    match error.errno:
        case errno.EADDRINUSE:
            return Misconfigured(
                f"VIVA_PORT: port {port} on {host} is taken by another program. Stop that program, or choose another "
                f"port: --port {port + 1 if port < 65535 else 8000}, or --port 0 for any free one."
            )
        case errno.EACCES:
            return Misconfigured(
                f"VIVA_PORT: this user may not listen on port {port}. Choose one above 1023, such as --port 8000."
            )
        case errno.EADDRNOTAVAIL:
            return Misconfigured(
                f"VIVA_HOST: expected an address of this machine, got {host!r}. Use --host 127.0.0.1 for this machine "
                "only, or --host 0.0.0.0 for others too."
            )
        case _:
            return Misconfigured(f"VIVA_HOST, VIVA_PORT: cannot listen on {host} port {port}: {error.strerror}.")
