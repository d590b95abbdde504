"""The chat's client keeps the protocol: every event once and in order, every move until it is acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from server.cli.connection import Connection, Lost
from server.cli.visitor import Address
from server.errors import Forbidden, Invalid, NotFound, Unavailable
from server.protocol import HintMove, ServerFrame

CMID = "00000000-0000-4000-8000-000000000001"
Script = Callable[["Peer"], Awaitable[None]]


class Peer:
    """The server's side of one socket, as a script wants it."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket

    async def say(self, **frame: object) -> None:
        await self.socket.send(json.dumps(frame))

    async def welcome(self, *, head: int = 0, resumed: bool = True, epoch: str = "e1") -> None:
        await self.say(type="welcome", epoch=epoch, head_seq=head, resumed=resumed, phase="asked")

    async def event(self, seq: int) -> None:
        hint = {"text": f"hint {seq}"}
        await self.say(type="event", seq=seq, kind="hint", at="2026-03-04T12:00:00Z", data=hint)

    async def hear(self) -> dict[str, Any]:
        return json.loads(await self.socket.recv())

    async def close(self, code: int, reason: str = "") -> None:
        await self.socket.close(code, reason)


@asynccontextmanager
async def scripted(*scripts: Script) -> AsyncIterator[Connection]:
    """A connection to a server that plays one script a socket."""
    left = list(scripts)

    async def play(socket: ServerConnection) -> None:
        await left.pop(0)(Peer(socket))

    async def soon(_: float) -> None:
        await asyncio.sleep(0)

    async with serve(play, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield Connection(Address(f"127.0.0.1:{port}"), "abc", pause=soon)


async def take(connection: Connection, count: int) -> list[ServerFrame | Lost]:
    """The next frames; the connection stays usable until the test ends."""
    frames: list[ServerFrame | Lost] = []
    async with asyncio.timeout(5):
        async for frame in connection.frames():
            frames.append(frame)
            if len(frames) == count:
                break
    return frames


def seqs(frames: list[ServerFrame | Lost]) -> list[int]:
    return [frame.seq for frame in frames if not isinstance(frame, Lost) and frame.type == "event"]


async def test_after_a_dropped_line_it_asks_for_what_it_has_not_seen() -> None:
    hellos: list[dict[str, Any]] = []

    async def first(peer: Peer) -> None:
        hellos.append(await peer.hear())
        await peer.welcome(head=2)
        await peer.event(1)
        await peer.event(2)
        await peer.close(1001)

    async def second(peer: Peer) -> None:
        hellos.append(await peer.hear())
        await peer.welcome(head=3)
        await peer.event(3)
        await peer.socket.wait_closed()

    async with scripted(first, second) as connection:
        frames = await take(connection, 6)
    assert seqs(frames) == [1, 2, 3]
    assert [isinstance(frame, Lost) for frame in frames] == [False, False, False, True, False, False]
    assert [(hello["epoch"], hello["last_seq"]) for hello in hellos] == [(None, 0), ("e1", 2)]


async def test_a_move_is_sent_again_after_each_welcome_until_it_is_acknowledged() -> None:
    heard: list[str] = []

    async def deaf(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome()
        heard.append((await peer.hear())["cmid"])
        await peer.close(1012)

    async def good(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome()
        heard.append((await peer.hear())["cmid"])
        await peer.say(type="ack", cmid=CMID, seq=1, status="stored")
        await peer.event(1)
        await peer.socket.wait_closed()

    async with scripted(deaf, deaf, good) as connection:
        await connection.move(HintMove(cmid=CMID, about=1))
        await take(connection, 4)
        assert not connection.is_idle
        async with asyncio.timeout(5):
            async for frame in connection.frames():
                if not isinstance(frame, Lost) and frame.type == "event":
                    break
        assert connection.is_idle
    assert heard == [CMID] * 3


async def test_a_repeat_is_dropped_and_a_gap_is_asked_for() -> None:
    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome(head=3)
        for seq in (1, 1, 3):
            await peer.event(seq)
        assert (await peer.hear())["last_seq"] == 1
        await peer.event(2)
        await peer.event(3)
        await peer.socket.wait_closed()

    async with scripted(play) as connection:
        assert seqs(await take(connection, 4)) == [1, 2, 3]


async def test_a_ping_is_answered_and_a_higher_head_asked_for() -> None:
    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome()
        await peer.say(type="ping", head_seq=1)
        assert await peer.hear() == {"type": "pong", "last_seq": 0}
        assert (await peer.hear())["type"] == "hello"
        await peer.event(1)
        await peer.socket.wait_closed()

    async with scripted(play) as connection:
        assert seqs(await take(connection, 2)) == [1]


async def test_another_database_is_read_from_its_beginning() -> None:
    async def first(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome(head=1)
        await peer.event(1)
        await peer.close(4100)

    async def second(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome(head=1, resumed=False, epoch="e2")
        await peer.event(1)
        await peer.socket.wait_closed()

    async with scripted(first, second) as connection:
        assert seqs(await take(connection, 5)) == [1, 1]


async def test_a_refusal_for_the_moment_is_tried_again_with_the_same_id_and_any_other_is_final() -> None:
    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome()
        for retryable in (True, False):
            assert (await peer.hear())["cmid"] == CMID
            await peer.say(
                type="nack", cmid=CMID, code="storage_full", message="Full.", retryable=retryable, retry_ms=1
            )
        await peer.socket.wait_closed()

    async with scripted(play) as connection:
        await connection.move(HintMove(cmid=CMID, about=1))
        frames = await take(connection, 3)
        assert [frame.type for frame in frames if not isinstance(frame, Lost)] == ["welcome", "nack", "nack"]
        assert connection.is_idle


@pytest.mark.parametrize(("code", "kind"), [(4009, Unavailable), (4004, NotFound), (4003, Forbidden), (4010, Invalid)])
async def test_a_close_that_will_not_change_ends_it(code: int, kind: type[Exception]) -> None:
    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.close(code, "because")

    async with scripted(play) as connection:
        with pytest.raises(kind):
            await take(connection, 1)


async def test_a_frame_that_cannot_be_understood_says_so() -> None:
    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.say(type="surprise")
        await peer.socket.wait_closed()

    async with scripted(play) as connection:
        with pytest.raises(Invalid, match="same version on both sides"):
            await take(connection, 1)


async def test_a_draft_is_sent_only_while_the_line_is_up() -> None:
    heard: list[dict[str, Any]] = []

    async def play(peer: Peer) -> None:
        await peer.hear()
        await peer.welcome()
        heard.append(await peer.hear())
        await peer.event(1)
        await peer.socket.wait_closed()

    async with scripted(play) as connection:
        await connection.draft(1, "nobody hears this")
        frames = connection.frames()
        await anext(frames)
        await connection.draft(1, "half a thought")
        await anext(frames)
        await frames.aclose()
    assert heard == [{"type": "draft", "about": 1, "text": "half a thought"}]
