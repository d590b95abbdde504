"""A small house behind a real server on loopback, and a client that speaks the chat."""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from server.api.app import application
from server.api.deps import Services
from server.api.guard import Access
from server.api.schema import GraderOut
from server.api.seats import Seats
from server.protocol import Close
from tests.small_house import SmallHouse, living, the_bank

KEY = "a key for tests only"


def app_of(house: SmallHouse, *, on_loopback: bool = True, pages: Path = Path("web/dist")) -> FastAPI:
    services = Services(
        bank=the_bank(),
        interviews=house.interviews,
        conductor=house.conductor,
        reports=house.reports,
        progress=house.progress,
        bus=house.bus,
        clock=house.clock,
        seats=Seats(Close.OPENED_ELSEWHERE),
        epoch=house.store.epoch,
        version="0",
        grader=lambda: GraderOut(name="embedded", version="1", live=True, about="a grader for tests"),
    )
    house.services = services
    return application(services, Access(on_loopback, KEY), pages, lambda: living(house))


@asynccontextmanager
async def served(app: FastAPI) -> AsyncGenerator[str, None]:
    """host:port of the application, served for as long as this is entered."""
    config = uvicorn.Config(
        app, port=0, log_level="error", ws="websockets-sansio", ws_max_size=65536, ws_per_message_deflate=False
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


class Chat:
    """One socket of the chat; keeps every frame it was sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    async def hello(self, **fields: object) -> dict[str, Any]:
        """Say hello and read up to `caught_up`; the welcome."""
        await self.send({"type": "hello", "proto": "viva.1", **fields})
        welcome = await self.until("welcome")
        await self.until("caught_up")
        return welcome

    async def send(self, frame: dict[str, object]) -> None:
        await self.socket.send(json.dumps(frame))

    async def move(self, kind: str, about: int, *, cmid: str | None = None, **fields: object) -> dict[str, Any]:
        """Make a move and wait for its ack or nack."""
        cmid = cmid or str(uuid.uuid4())
        await self.send({"type": "move", "kind": kind, "cmid": cmid, "about": about, **fields})
        while True:
            frame = await self.next()
            if frame.get("cmid") == cmid:
                return frame

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            frame = json.loads(await self.socket.recv())
        self.frames.append(frame)
        return frame

    async def until(self, kind: str, name: str | None = None) -> dict[str, Any]:
        """The next frame of this type (and, for events, kind)."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and (name is None or frame.get("kind") == name):
                return frame

    @property
    def log(self) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == "event"]


@asynccontextmanager
async def chatting(address: str, interview_id: str, **headers: str) -> AsyncGenerator[Chat, None]:
    url = f"ws://{address}/api/interviews/{interview_id}/chat"
    async with connect(url, additional_headers=headers, proxy=None) as socket:
        yield Chat(socket)
