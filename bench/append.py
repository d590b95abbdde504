"""What it costs to keep a promise to remember: answers acknowledged only once they are on disk.

    python -m bench.append                   everything; the disk under ./build is the one that is measured
    python -m bench.append --folder /data    another disk

First the store alone, one event at a time by 1, 20 and 100 writers: a SQLAlchemy session and commit for each event; the
barest group commit there is, sqlite3 in one thread; and Viva's writer. All three sync to disk before they say done
(journal_mode=WAL, synchronous=FULL). Then the whole: 100 people in 100 interviews over real sockets, each answering
again and again at moments of their own while a model grades them; from the answer's leaving to its ack.
"""

import asyncio
import queue
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Future
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy import Connection, create_engine, event, text

from bench.figures import Promise, Report, Spread, arguments, leave, middle, spread, table
from bench.machine import ROOT, Server, disk_under, free_port, pin, python, running, share_out, viva
from bench.people import Heard, Person, open_interviews, person
from bench.relay import ANSWER, with_model
from server.adapters.db.store import SqliteStore
from server.domain.event import AsideData
from server.domain.interview import Interview, Mode, PlannedQuestion

WRITERS = (1, 20, 100)
PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA busy_timeout=5000")
TABLE = "CREATE TABLE log (seq INTEGER PRIMARY KEY, interview TEXT, data TEXT)"
INSERT = "INSERT INTO log (interview, data) VALUES ('i', '{\"text\": \"I would start with the main idea.\"}')"

Append = Callable[[int], Awaitable[None]]
"""Appends one event, durably; the argument says which writer it is."""


@contextmanager
def one_commit_each(folder: Path) -> Generator[Append, None, None]:
    """The way of most applications: a connection, a transaction and a commit for each event."""
    engine = create_engine(f"sqlite:///{folder / 'each.db'}", pool_size=20, max_overflow=0)

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    with engine.begin() as connection:
        connection.execute(text(TABLE))

    def append() -> None:
        with engine.begin() as connection:
            connection.execute(text(INSERT))

    yield lambda _: asyncio.to_thread(append)
    engine.dispose()


@contextmanager
def bare_groups(folder: Path) -> Generator[Append, None, None]:
    """The least that durable can cost: one thread inserts what has gathered and commits it together."""
    waiting: queue.SimpleQueue[Future[None] | None] = queue.SimpleQueue()

    def run() -> None:
        connection = sqlite3.connect(folder / "groups.db", isolation_level=None)
        for statement in (*PRAGMAS, TABLE):
            connection.execute(statement)
        while (first := waiting.get()) is not None:
            batch = [first]
            while not waiting.empty() and (more := waiting.get()) is not None:
                batch.append(more)
            connection.execute("BEGIN IMMEDIATE")
            for _ in batch:
                connection.execute(INSERT)
            connection.execute("COMMIT")
            for done in batch:
                done.set_result(None)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    async def append(_: int) -> None:
        done: Future[None] = Future()
        waiting.put(done)
        await asyncio.wrap_future(done)

    yield append
    waiting.put(None)
    thread.join()


@contextmanager
def vivas_writer(folder: Path) -> Generator[Append, None, None]:
    """Events appended to interviews, one interview a writer, with all that Viva does for an event."""
    store = SqliteStore(folder / "viva.db")
    now, data = datetime.now(UTC), AsideData(text="I would start with the main idea.")

    def interview(at: int) -> Interview:
        plan = (PlannedQuestion(question_id="q", version="v"),)
        return Interview(id=str(at), person="p", track="t", mode=Mode.PRACTICE, seed=1, plan=plan)

    async def append(at: int) -> None:
        await store.write(lambda repos: repos.events.append(str(at), now, "hint", data))

    for at in range(max(WRITERS)):
        asyncio.run(store.write(lambda repos, at=at: repos.interviews.add(interview(at), now)))
    yield append
    asyncio.run(store.close())


async def appended(append: Append, writers: int, seconds: float) -> tuple[Spread, float]:
    """Milliseconds of one append, and events a second, with so many writing at once for so long."""
    took: list[float] = []
    await append(0)
    start = time.perf_counter()

    async def write(at: int) -> None:
        while (before := time.perf_counter()) < start + seconds:
            await append(at)
            took.append(1000 * (time.perf_counter() - before))

    await asyncio.gather(*map(write, range(writers)))
    return spread(took), len(took) / (time.perf_counter() - start)


KINDS = {
    "SQLAlchemy, a commit each": one_commit_each,
    "bare group commit": bare_groups,
    "Viva's writer": vivas_writer,
}


def measure_store(folder: Path, seconds: float, rounds: int) -> dict[str, dict[int, tuple[Spread, float]]]:
    """By kind and number of writers: the spread in milliseconds and events a second, medians of the rounds."""
    with ExitStack() as stack:
        kinds = {name: stack.enter_context(make(folder)) for name, make in KINDS.items()}
        runs: dict[str, dict[int, list[tuple[Spread, float]]]] = {name: {n: [] for n in WRITERS} for name in kinds}
        for _ in range(rounds):
            for writers in WRITERS:
                for name, append in kinds.items():
                    runs[name][writers].append(uvloop.run(appended(append, writers, seconds)))
    return {
        name: {n: (middle([s for s, _ in took]), sorted(r for _, r in took)[len(took) // 2]) for n, took in by.items()}
        for name, by in runs.items()
    }


async def keep_answering(one: Person, every: float, until: float) -> list[Heard]:
    """Answer at moments of one's own, every so many seconds on average."""
    heard: list[Heard] = []
    pause = random.uniform(0, every)
    while time.monotonic() + pause < until:
        await asyncio.sleep(pause)
        heard.append(await one.answer(ANSWER))
        pause = random.expovariate(1 / every)
    return heard


async def measure_acks(house: Server, sessions: int, every: float, seconds: float) -> tuple[Spread, float]:
    """Milliseconds from an answer to its ack, and answers a second."""
    interviews = open_interviews(house.address, sessions)
    async with AsyncExitStack() as sockets:
        people = [await sockets.enter_async_context(person(house.address, interview)) for interview in interviews]
        await people[0].answer(ANSWER)  # the SDK and the vocabulary are loaded at first use
        until = time.monotonic() + seconds
        each = await asyncio.gather(*(keep_answering(one, every, until) for one in people))
    acks = spread([(one.acked - one.sent) / 1e6 for heard in each for one in heard])
    return acks, acks.count / seconds


def report(
    stored: dict[str, dict[int, tuple[Spread, float]]], acks: Spread, answers: float, title: str, where: str
) -> Report:
    store_rows = [
        {"": name, "writers": str(n), "events/s": rate, "p50 ms": ms.p50, "p99": ms.p99}
        for n in WRITERS
        for name, (ms, rate) in ((name, by[n]) for name, by in stored.items())
    ]
    each, bare, ours = (stored[name][100] for name in KINDS)
    ack_row = {"": "answer to ack", "p50 ms": acks.p50, "p99": acks.p99, "answers": acks.count, "answers/s": answers}
    made = Report("append", [table(f"one event, on disk ({where})", store_rows), table(title, [ack_row])])
    made.promises = [
        Promise("ack of an answer (p50)", acks.p50, 5, " ms"),
        Promise("ack of an answer (p99)", acks.p99, 30, " ms"),
        Promise("events/s of 100 writers, against a commit each", ours[1] / each[1], 1, "x", least=True),
    ]
    made.remarks = [
        f"An event of Viva's (its seq, its row, a savepoint) costs {bare[1] / ours[1]:.1f} times a bare row.",
        f"The ack's p99 is {acks.p99 / bare[0].p99:.1f} times that of a bare row among 100 writers.",
    ]
    made.figures = {"store": store_rows, "ack": ack_row}
    return made


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--every", type=float, default=8.0, help="seconds from a feedback to the next answer, average")
    parser.add_argument("--folder", type=Path, default=ROOT / "build", help="where the databases are made, and removed")
    chosen = parser.parse_args()
    seconds, rounds, sockets = (0.3, 1, 5.0) if chosen.quick else (0.7, 3, 20.0)
    chosen.folder.mkdir(exist_ok=True)
    cores = share_out()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=chosen.folder)))
        stored = measure_store(folder, seconds, rounds)
        port, home = free_port(), folder / "house"
        home.mkdir()
        command = python("bench.upstream", "--port", port, "--tokens", 50)
        up = stack.enter_context(running(*command, port=port, folder=folder, cores=cores.upstream))
        port, settings = free_port(), with_model(up, home)
        command = viva("serve", "--port", port)
        house = stack.enter_context(running(*command, port=port, folder=folder, cores=cores.server, settings=settings))
        pin(0, cores.clients)
        every = min(chosen.every, sockets / 2)
        acks, rate = uvloop.run(measure_acks(house, chosen.sessions, every, sockets))
    title = f"{chosen.sessions} people, each answering about {every:g} s after the last feedback; one core"
    leave(report(stored, acks, rate, title, disk_under(chosen.folder)).finish(chosen))


if __name__ == "__main__":
    main()
