"""Jobs: claimed once, fenced by their claim, taken up again when a lease runs out."""

from datetime import datetime, timedelta

import pytest

from server.adapters.db.store import SqliteStore
from server.ports import Job
from tests.adapters.db.rows import NOW, answer, job

pytestmark = pytest.mark.anyio

LEASE = timedelta(seconds=30)


async def claim(store: SqliteStore, now: datetime = NOW, limit: int = 10) -> list[Job]:
    return await store.write(lambda repos: repos.jobs.claim(now, now + LEASE, limit))


@pytest.fixture
async def waiting(store: SqliteStore) -> SqliteStore:
    """A store with one job that is due."""
    await store.write(lambda repos: repos.jobs.add(job()))
    return store


async def test_a_job_is_claimed_once(waiting: SqliteStore) -> None:
    first, second = await claim(waiting), await claim(waiting)
    assert [(one.state, one.claim, one.tries) for one in first] == [("running", 1, 1)]
    assert second == []


async def test_a_job_that_is_not_due_waits(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.jobs.add(job(due_at=NOW + LEASE)))
    assert await claim(store) == []
    assert await store.read(lambda repos: repos.jobs.next_due()) == NOW + LEASE


async def test_at_most_the_limit_is_claimed_oldest_first(store: SqliteStore) -> None:
    for n in range(3):
        await store.write(lambda repos, n=n: repos.answers.add(answer(f"b{n}", seq=n + 10)))
        await store.write(lambda repos, n=n: repos.jobs.add(job(f"b{n}", due_at=NOW - timedelta(seconds=n))))
    assert [one.answer_id for one in await claim(store, limit=2)] == ["b2", "b1"]


async def test_a_lease_that_ran_out_is_taken_over_and_the_older_claim_fenced_off(waiting: SqliteStore) -> None:
    (old,) = await claim(waiting)
    (new,) = await claim(waiting, NOW + LEASE)
    assert new.claim == 2
    for write in (
        lambda repos: repos.jobs.finish(old),
        lambda repos: repos.jobs.renew(old, NOW + 5 * LEASE),
        lambda repos: repos.jobs.put_back(old, NOW, "reply_cut"),
    ):
        assert await waiting.write(write) is False
    assert await waiting.write(lambda repos: repos.jobs.finish(new)) is True


async def test_a_renewed_lease_holds(waiting: SqliteStore) -> None:
    (mine,) = await claim(waiting)
    assert await waiting.write(lambda repos: repos.jobs.renew(mine, NOW + 3 * LEASE))
    assert await claim(waiting, NOW + 2 * LEASE) == []


async def test_a_job_put_back_waits_with_its_reason_until_hurried(waiting: SqliteStore) -> None:
    (mine,) = await claim(waiting)
    later = NOW + timedelta(hours=1)
    assert await waiting.write(lambda repos: repos.jobs.put_back(mine, later, "model_busy"))
    (open_job,) = await waiting.read(lambda repos: repos.jobs.unfinished("i1"))
    assert (open_job.state, open_job.reason, open_job.due_at) == ("waiting", "model_busy", later)
    assert await waiting.write(lambda repos: repos.jobs.hurry("a1", NOW)) is True
    assert [one.tries for one in await claim(waiting)] == [2]


async def test_a_finished_job_cannot_be_hurried(waiting: SqliteStore) -> None:
    (mine,) = await claim(waiting)
    await waiting.write(lambda repos: repos.jobs.finish(mine))
    assert await waiting.write(lambda repos: repos.jobs.hurry("a1", NOW)) is False
    assert await waiting.read(lambda repos: repos.jobs.next_due()) is None


async def test_the_leases_of_a_dead_process_are_freed(waiting: SqliteStore) -> None:
    await claim(waiting)
    assert await waiting.write(lambda repos: repos.jobs.release_all()) == 1
    assert [one.claim for one in await claim(waiting)] == [2]


async def test_an_answer_and_version_have_one_job_of_a_kind(waiting: SqliteStore) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        await waiting.write(lambda repos: repos.jobs.add(job()))
    await waiting.write(lambda repos: repos.jobs.add(job(version=0, estimate=True)))
    assert (await waiting.read(lambda repos: repos.jobs.newest("a1"))).version == 1
