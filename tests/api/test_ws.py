"""The chat over a real socket: hello, replay, moves, live streams, and every way to say no."""

import asyncio
import json
import uuid

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.domain.event import AsideData
from server.domain.interview import Interview
from server.ports import Repositories
from tests.served import Chat, chatting
from tests.small_house import SmallHouse, eventually

pytestmark = pytest.mark.anyio


@pytest.fixture
async def interview(house: SmallHouse, address: str) -> Interview:
    return await house.open()


async def closed_with(chat: Chat) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await chat.next()
    return closed.value.rcvd.code


async def test_hello_is_answered_with_where_the_interview_stands_and_its_log(
    address: str, interview: Interview
) -> None:
    async with chatting(address, interview.id) as chat:
        welcome = await chat.hello()
        assert (welcome["head_seq"], welcome["resumed"], welcome["phase"]) == (1, False, "asked")
        assert welcome["limits"]["answer_chars"] == 8000
        assert [event["kind"] for event in chat.log] == ["question"]
        assert "key_points" not in json.dumps(chat.log)


async def test_an_answer_is_acknowledged_graded_and_told(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        ack = await chat.move("answer", 1, text="hello there")
        assert (ack["type"], ack["status"], ack["seq"]) == ("ack", "stored", 2)
        await chat.until("event", "feedback")
        assert [event["seq"] for event in chat.log] == [1, 2, 3, 4, 5]
        assert [event["kind"] for event in chat.log] == ["question", "answer", "grading", "grade", "feedback"]


async def test_a_client_that_comes_back_gets_exactly_what_it_missed(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        epoch = (await chat.hello())["epoch"]
        await chat.move("answer", 1, text="hello there")
        await chat.until("event", "feedback")
    async with chatting(address, interview.id) as chat:
        welcome = await chat.hello(epoch=epoch, last_seq=2)
        assert welcome["resumed"] is True
        assert [event["seq"] for event in chat.log] == [3, 4, 5]


@pytest.mark.parametrize("known", [{"epoch": "another", "last_seq": 1}, {"last_seq": 99}])
async def test_a_client_of_another_epoch_or_beyond_the_head_starts_from_nothing(
    address: str, interview: Interview, known: dict[str, object]
) -> None:
    async with chatting(address, interview.id) as chat:
        welcome = await chat.hello(**known)
        assert welcome["resumed"] is False
        assert [event["seq"] for event in chat.log] == [1]


async def test_cut_after_every_single_frame_the_transcript_is_the_same(address: str, house: SmallHouse) -> None:
    """The socket is cut after 1, 2, 3 ... frames; the client goes on from what it has, with the same cmid."""
    interview = await house.open()
    cmid = str(uuid.uuid4())
    log: list[dict[str, object]] = []
    epoch = None
    for frames in range(1, 10):
        async with chatting(address, interview.id) as chat:
            await chat.send({"type": "hello", "proto": "viva.1", "epoch": epoch, "last_seq": len(log)})
            await chat.send({"type": "move", "kind": "answer", "cmid": cmid, "about": 1, "text": "hello"})
            for _ in range(frames):
                if len(log) == 5 and any(frame["type"] == "ack" for frame in chat.frames):
                    break
                frame = await chat.next()
                epoch = frame.get("epoch", epoch)
                if frame["type"] == "event" and frame["seq"] == len(log) + 1:
                    log.append(frame)
    await house.until(interview.id, "feedback")
    truth = [event.model_dump(mode="json", by_alias=True) for event in await house.events(interview.id)]
    assert log == truth[: len(log)]
    assert len(log) == len(truth) == 5


async def test_live_verdicts_are_counted_and_a_late_comer_gets_a_snapshot(
    address: str, house: SmallHouse, interview: Interview
) -> None:
    house.grader.gate = asyncio.Event()
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        await chat.move("answer", 1, text="hello there")
        first = await chat.until("delta")
        assert (first["channel"], first["i"], first["line"]["line"]) == ("verdict", 0, "point")
    async with chatting(address, interview.id) as chat:
        await chat.send({"type": "hello", "proto": "viva.1"})
        snapshot = await chat.until("snapshot")
        assert (snapshot["stream_id"], len(snapshot["lines"])) == (first["stream_id"], 1)
        house.grader.gate.set()
        second = await chat.until("delta")
        assert (second["stream_id"], second["i"]) == (first["stream_id"], 1)
        await chat.until("event", "feedback")


async def test_a_move_out_of_turn_gets_a_nack_that_says_why(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        nack = await chat.move("next", 1)
        assert (nack["type"], nack["code"], nack["retryable"]) == ("nack", "out_of_turn", False)
        assert "expected one of" in nack["message"]


async def test_a_too_long_answer_gets_a_nack_and_the_socket_stays(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        assert (await chat.move("answer", 1, text="x" * 8001))["code"] == "too_long"
        assert (await chat.move("answer", 1, text="shorter"))["type"] == "ack"


async def test_the_newest_tab_takes_the_seat(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as first:
        await first.hello()
        async with chatting(address, interview.id) as second:
            await second.hello()
            assert await closed_with(first) == 4009
            assert (await second.move("answer", 1, text="mine"))["type"] == "ack"


async def test_an_unknown_interview_is_closed_with_4004(address: str) -> None:
    async with chatting(address, "nowhere") as chat:
        await chat.send({"type": "hello", "proto": "viva.1"})
        assert await closed_with(chat) == 4004


@pytest.mark.parametrize(
    "frame",
    [
        '{"type": "ping"}',
        "not json",
        '{"type": "hello", "proto": "viva.0"}',
        '{"type": "move", "kind": "next", "cmid": "00000000-0000-4000-8000-000000000000", "about": 1}',
        '{"type": "hello", "proto": "viva.1", "extra": 1}',
        b"binary",
        '{"type": "' + "\u00e9" * 200 + '"}',
    ],
)
async def test_anything_but_a_good_hello_first_is_a_protocol_error(
    address: str, interview: Interview, frame: str | bytes
) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.socket.send(frame)
        assert await closed_with(chat) == 4010


async def test_a_silent_client_is_closed_after_its_pings(address: str, house: SmallHouse, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        for _ in range(2):
            await asyncio.sleep(0.02)
            house.clock.advance(20)
            ping = await chat.until("ping")
            assert ping["head_seq"] == 1
        await asyncio.sleep(0.02)
        house.clock.advance(20)
        assert await closed_with(chat) == 4000


async def test_a_second_hello_asks_for_the_gap(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        epoch = (await chat.hello())["epoch"]
        await chat.send({"type": "hello", "proto": "viva.1", "epoch": epoch, "last_seq": 0})
        assert (await chat.until("event"))["seq"] == 1


async def test_a_draft_comes_back_in_the_welcome(address: str, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        await chat.send({"type": "draft", "about": 1, "text": "half a thou"})
        await chat.move("clarify", 1)
    async with chatting(address, interview.id) as chat:
        assert (await chat.hello())["draft"] == {"about": 1, "text": "half a thou"}


async def test_a_foreign_origin_gets_403_on_the_handshake(address: str, interview: Interview) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with chatting(address, interview.id, Origin="http://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_foreign_host_gets_403_on_the_handshake(address: str, interview: Interview) -> None:
    handshake = {
        "Host": "evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://{address}/api/interviews/{interview.id}/chat", headers=handshake)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_host")


async def test_clients_are_told_before_a_restart(address: str, house: SmallHouse, interview: Interview) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.hello()
        house.services.seats.clear(1012)
        assert (await chat.until("goaway"))["spread_ms"] > 0
        assert await closed_with(chat) == 1012


async def test_a_client_that_never_reads_does_not_hold_up_grading(
    address: str, house: SmallHouse, interview: Interview
) -> None:
    async with chatting(address, interview.id) as chat:
        await chat.send({"type": "hello", "proto": "viva.1"})
        await chat.send({"type": "move", "kind": "answer", "cmid": str(uuid.uuid4()), "about": 1, "text": "hello"})
        await house.until(interview.id, "feedback")


async def test_a_client_that_reads_too_slowly_is_let_go(address: str, house: SmallHouse, interview: Interview) -> None:
    """More than the buffers of two sockets hold; the client takes one frame in and then no more."""

    def much(repos: Repositories) -> None:
        for _ in range(3000):
            repos.events.append(interview.id, house.clock.now(), "hint", AsideData(text="x" * 8000))

    await house.store.write(much)
    url = f"ws://{address}/api/interviews/{interview.id}/chat"
    async with connect(url, proxy=None, max_queue=1, close_timeout=0.1) as socket:
        await socket.send('{"type": "hello", "proto": "viva.1"}')
        seats = house.services.seats._taken
        await eventually(lambda: interview.id in seats)
        await asyncio.sleep(0.5)
        assert interview.id in seats
        house.clock.advance(20)
        await asyncio.sleep(0.05)
        house.clock.advance(20)
        await eventually(lambda: interview.id not in seats)
