"""The conductor: every move once, whoever asks, with a clear refusal where it may not."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from server.errors import Conflict, Forbidden, NotFound
from server.services.conductor import TooLong
from tests.small_house import PERSON, SmallHouse, living, move

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    async with living(SmallHouse(tmp_path)) as house:
        yield house


async def test_an_answer_is_stored_with_its_event_and_grading_is_ordered(house: SmallHouse) -> None:
    interview = await house.open()
    ack = await house.say(interview.id, "answer", text="Hello there")
    events = await house.events(interview.id)
    assert [event.kind for event in events[:3]] == ["question", "answer", "grading"]
    assert ack.status == "stored"
    assert ack.seq == 2
    assert events[1].data.text == "Hello there"


async def test_a_repeated_move_gets_the_same_answer_and_does_nothing(house: SmallHouse) -> None:
    interview = await house.open()
    cmid = str(uuid.uuid4())
    first = await house.say(interview.id, "answer", text="once", cmid=cmid)
    again = await house.say(interview.id, "answer", text="once", cmid=cmid)
    assert again.status == "duplicate"
    assert again.seq == first.seq
    assert (await house.kinds(interview.id)).count("answer") == 1


async def test_the_same_cmid_with_another_body_is_a_conflict(house: SmallHouse) -> None:
    interview = await house.open()
    cmid = str(uuid.uuid4())
    await house.say(interview.id, "answer", text="once", cmid=cmid)
    with pytest.raises(Conflict, match="expected a new one"):
        await house.say(interview.id, "answer", text="twice", cmid=cmid)


async def test_a_hundred_copies_of_a_move_at_once_are_one_move(house: SmallHouse) -> None:
    interview = await house.open()
    one = move("answer", about=interview.open_seq, text="me")
    acks = await asyncio.gather(*(house.conductor.move(interview.id, PERSON, one) for _ in range(100)))
    assert sorted(ack.status for ack in acks) == ["duplicate"] * 99 + ["stored"]
    assert {ack.seq for ack in acks} == {2}


async def test_a_too_long_answer_is_refused_with_both_lengths(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(TooLong, match="at most 8,000 characters, got 8,001"):
        await house.say(interview.id, "answer", text="x" * 8001)
    assert await house.kinds(interview.id) == ["question"]


async def test_another_persons_interview_is_forbidden_and_an_unknown_one_not_found(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(Forbidden):
        await house.conductor.standing(interview.id, "somebody else")
    with pytest.raises(NotFound):
        await house.conductor.standing("nowhere", PERSON)


async def test_a_draft_comes_back_until_the_question_changes(house: SmallHouse) -> None:
    interview = await house.open()
    await house.conductor.draft(interview.id, PERSON, interview.open_seq, "half a thou")
    assert (await house.conductor.standing(interview.id, PERSON)).draft.text == "half a thou"
    await house.say(interview.id, "skip")
    assert (await house.conductor.standing(interview.id, PERSON)).draft is None


async def test_a_draft_is_gone_once_its_answer_is_sent(house: SmallHouse) -> None:
    interview = await house.open()
    await house.conductor.draft(interview.id, PERSON, interview.open_seq, "half a thou")
    await house.say(interview.id, "answer", text="half a thought")
    assert (await house.conductor.standing(interview.id, PERSON)).draft is None


async def test_a_socket_that_closes_while_its_answer_is_stored_takes_no_wake_up_with_it(house: SmallHouse) -> None:
    interview = await house.open()
    await asyncio.sleep(0.05)  # grading has found nothing to do and waits for a wake-up
    answer = move("answer", about=interview.open_seq, text="hello there")
    task = asyncio.create_task(house.conductor.move(interview.id, PERSON, answer))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await house.until(interview.id, "feedback")
