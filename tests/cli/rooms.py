"""A room with a script in place of the keyboard, in a house of its own."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console

from server.cli.connection import Connection
from server.cli.hosting import hosted
from server.cli.room import Room
from server.cli.screen import Screen
from server.cli.visitor import Address, Visitor, visiting
from server.domain.report import Report
from server.main import House, build
from server.settings import read_settings

GOOD = "Water boils when its vapour pressure equals the pressure of the air around it."


class Script:
    """Lines that were thought of before; then the end of input."""

    interactive = False

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    async def line(self) -> str | None:
        return self._lines.pop(0) if self._lines else None


class Sitting:
    """A house that is served, and what was shown in its rooms."""

    def __init__(self, house: House, visitor: Visitor) -> None:
        self.house = house
        self.visitor = visitor

    async def open(self, **wish: object) -> str:
        return (await self.visitor.open_interview({"track": "kitchen", "count": 2, "seed": 1, **wish})).id

    async def play(self, interview_id: str, text: str) -> str:
        """What the screen shows while this is typed."""
        out = io.StringIO()
        opened = await self.visitor.interview(interview_id)
        connection = Connection(self.visitor.address, interview_id)
        screen = Screen(Console(file=out, width=200, highlight=False))
        await Room(connection, Script(text), screen, opened.mode).run()
        return out.getvalue()

    async def report(self, interview_id: str) -> Report:
        return await self.visitor.report(interview_id)


@asynccontextmanager
async def sitting() -> AsyncIterator[Sitting]:
    house = build(read_settings(host="127.0.0.1", port=0))
    async with hosted(house) as url, visiting(Address(url)) as visitor:
        yield Sitting(house, visitor)
