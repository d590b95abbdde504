"""Reach: a Viva to talk to: the one that was named, the one that has the database already, or one of our own."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from server.adapters.db.lock import DatabaseInUse
from server.cli.hosting import hosted
from server.cli.logs import start_logs
from server.cli.visitor import Address, Visitor, visiting
from server.main import House, build, build_access
from server.settings import Settings, read_settings


@asynccontextmanager
async def reached(server: str | None, key: str | None, grader: str | None = None) -> AsyncGenerator[Visitor, None]:
    """A visitor to the server at this address; without one, to our own, served in this process for as long."""
    async with AsyncExitStack() as stack:
        address = Address(server, key) if server is not None else await _at_home(stack, grader)
        yield await stack.enter_async_context(visiting(address))


async def _at_home(stack: AsyncExitStack, grader: str | None) -> Address:
    settings = read_settings(host="127.0.0.1", port=0, grader=grader)
    start_logs("error")
    house = _built(settings)
    if isinstance(house, Address):
        return house
    return Address(await stack.enter_async_context(hosted(house)))


def _built(settings: Settings) -> House | Address:
    """The house; where another process has its database open and serves it, the address of that one."""
    try:
        return build(settings)
    except DatabaseInUse as busy:
        if busy.url is None:
            raise
        return Address(busy.url, build_access(settings).key)
