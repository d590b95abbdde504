"""The ledger: what is reserved counts at once, what is settled counts as it was, and no cap is ever broken."""

import asyncio
from datetime import date

import pytest

from server.adapters.db.store import SqliteStore
from server.ports import Caps, Payer, Repositories, Scope
from tests.adapters.db.rows import NOW, answer, interview

pytestmark = pytest.mark.anyio

TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)
ME = Payer(person="local", answer_id="a1", claim=1)
LOOSE = Caps(answer=10**9, person_day=10**9, day=10**9)


async def reserve(store: SqliteStore, tokens: int, caps: Caps, payer: Payer = ME, day: date = TODAY) -> int | Scope:
    return await store.write(lambda repos: repos.spending.reserve(payer, day, tokens, caps))


async def settle(store: SqliteStore, reservation: int | Scope, tokens: int) -> None:
    assert isinstance(reservation, int), reservation
    await store.write(lambda repos: repos.spending.settle(reservation, tokens))


async def counted(store: SqliteStore) -> int:
    return await store.read(lambda repos: repos.spending.counted(TODAY))


async def other(store: SqliteStore) -> Payer:
    """Somebody else, with an answer of theirs."""

    def fill(repos: Repositories) -> None:
        repos.interviews.add(interview("i2", "other"), NOW)
        repos.answers.add(answer("a2").model_copy(update={"interview_id": "i2"}))

    await store.write(fill)
    return Payer(person="other", answer_id="a2", claim=1)


@pytest.mark.parametrize(
    ("caps", "scope"),
    [
        (Caps(answer=100), Scope.ANSWER),
        (Caps(person_day=100), Scope.PERSON_DAY),
        (Caps(day=100), Scope.DAY),
        (Caps(answer=100, person_day=100, day=100), Scope.ANSWER),
    ],
)
async def test_a_cap_may_be_filled_and_not_be_broken(store: SqliteStore, caps: Caps, scope: Scope) -> None:
    assert isinstance(await reserve(store, 60, caps), int)
    assert await reserve(store, 41, caps) is scope
    assert isinstance(await reserve(store, 40, caps), int)
    assert await reserve(store, 1, caps) is scope
    assert await counted(store) == 100


async def test_without_caps_everything_is_taken_and_counted(store: SqliteStore) -> None:
    assert isinstance(await reserve(store, 10**8, Caps()), int)
    assert await counted(store) == 10**8


async def test_what_a_call_took_stands_in_place_of_what_was_reserved(store: SqliteStore) -> None:
    first = await reserve(store, 100, Caps(day=100))
    await settle(store, first, 30)
    assert await counted(store) == 30
    await settle(store, first, 30)
    assert isinstance(await reserve(store, 70, Caps(day=100)), int)
    assert await reserve(store, 1, Caps(day=100)) is Scope.DAY


async def test_a_new_day_begins_at_nothing_but_an_answer_does_not(store: SqliteStore) -> None:
    await reserve(store, 100, LOOSE)
    assert isinstance(await reserve(store, 100, Caps(person_day=100, day=100), day=TOMORROW), int)
    assert await reserve(store, 1, Caps(answer=200), day=TOMORROW) is Scope.ANSWER


async def test_what_one_person_spends_is_not_another_s_but_the_day_is_everybody_s(store: SqliteStore) -> None:
    them = await other(store)
    await reserve(store, 100, LOOSE)
    assert isinstance(await reserve(store, 100, Caps(answer=100, person_day=100), them), int)
    assert await reserve(store, 1, Caps(day=200), them) is Scope.DAY


async def test_a_cap_holds_when_many_reserve_at_once(store: SqliteStore) -> None:
    found = await asyncio.gather(*(reserve(store, 7, Caps(day=100)) for _ in range(50)))
    assert sum(isinstance(one, int) for one in found) == 14
    assert await counted(store) == 98


async def test_a_reservation_outlives_the_process_that_made_it_at_its_full_size(store: SqliteStore) -> None:
    await reserve(store, 80, Caps(day=100))
    await store.write(lambda repos: repos.jobs.release_all())
    assert await reserve(store, 21, Caps(day=100), Payer(person="local", answer_id="a1", claim=2)) is Scope.DAY
