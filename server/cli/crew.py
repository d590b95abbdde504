"""Crew: who grades the lines of a batch: one process by many calls at once, or several processes.

Whoever does it, the results come in the order of the lines, each in the same bytes, and no more lines are in hand than
a few for each worker.
"""

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Iterator
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeVar

from server.errors import Unavailable
from server.services.batch import Batch
from server.services.batch.result import text_of

T = TypeVar("T")

AHEAD = 4
"""Pieces of work in hand for each worker, so that a slow one does not keep the others waiting."""

CHUNK = 16
"""Lines handed to a process at a time: a tenth of a second of work, against which the handing over is nothing."""


class Line(NamedTuple):
    """`number` is the line's place in its file, from 1."""

    number: int
    text: bytes


class Done(NamedTuple):
    """The result of a line as it is written; where it is not graded, the reason for a program and for a person."""

    text: bytes
    reason: str | None
    message: str


Crew = Callable[[Iterable[Line]], AsyncGenerator[Done, None]]


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_process(batch: Batch, at_once: int) -> Crew:
    """`at_once` lines are graded at the same time, which helps where grading is mostly waiting."""

    async def graded(lines: Iterable[Line]) -> AsyncGenerator[Done, None]:
        free = asyncio.Semaphore(at_once)

        async def one(line: Line) -> Done:
            async with free:
                return await _done(batch, line)

        async with contextlib.aclosing(_in_order((one(line) for line in lines), AHEAD * at_once)) as results:
            async for done in results:
                yield done

    return graded


def many_processes(make: Callable[[], Batch], workers: int) -> Crew:
    """`make` is called in each process, so it must be something that can be pickled.

    Unavailable where a process is gone before its work is done.
    """

    async def graded(lines: Iterable[Line]) -> AsyncGenerator[Done, None]:
        idle: asyncio.Queue[_Worker] = asyncio.Queue()

        async def one(chunk: list[Line]) -> list[Done]:
            worker = await idle.get()
            done = await asyncio.to_thread(worker.graded, chunk)
            idle.put_nowait(worker)
            return done

        with _workers(make, workers) as crew:
            for worker in crew:
                idle.put_nowait(worker)
            async with contextlib.aclosing(_in_order(map(one, _chunks(lines)), AHEAD * workers)) as results:
                async for chunk in results:
                    for done in chunk:
                        yield done

    return graded


async def _in_order(work: Iterable[Awaitable[T]], most: int) -> AsyncGenerator[T, None]:
    """The results of `work` in its order, up to `most` of it begun; what is begun is cancelled when this is closed."""
    begun: deque[asyncio.Future[T]] = deque()
    try:
        for piece in work:
            begun.append(asyncio.ensure_future(piece))
            if len(begun) >= most:
                yield await begun[0]
                begun.popleft()
        while begun:
            yield await begun[0]
            begun.popleft()
    finally:
        for piece in begun:
            piece.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    source = iter(lines)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


async def _done(batch: Batch, line: Line) -> Done:
    result = await batch.result(line.number, line.text)
    refused = result["result"] == "not_graded"
    return Done(text_of(result), result["reason"] if refused else None, result["message"] if refused else "")


class _Worker:
    """One process, spoken to over a pipe. A process whose other end of the pipe is gone ends by itself."""

    def __init__(self, make: Callable[[], Batch]) -> None:
        context = get_context("spawn")  # the same everywhere, and safe beside threads
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(make, other), daemon=True)
        self._process.start()
        other.close()

    def graded(self, chunk: list[Line]) -> list[Done]:
        """Blocks until the process has graded these lines."""
        try:
            self._pipe.send(chunk)
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise Unavailable(
                "A grading process is gone; the machine may be out of memory. What was graded is kept: "
                "run the same command again, with fewer --workers."
            ) from error

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()
        self._pipe.close()


def _serve(make: Callable[[], Batch], pipe: Connection) -> None:
    """Runs in a process of its own, until nobody is at the other end."""
    batch = make()

    async def graded(chunk: list[Line]) -> list[Done]:
        return [await _done(batch, line) for line in chunk]

    with contextlib.suppress(EOFError, OSError), asyncio.Runner() as runner:
        while True:
            pipe.send(runner.run(graded(pipe.recv())))


@contextlib.contextmanager
def _workers(make: Callable[[], Batch], count: int) -> Generator[list[_Worker], None, None]:
    # Ctrl-C reaches every process of the terminal; who is started while it is ignored goes on ignoring it.
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    crew: list[_Worker] = []
    try:
        try:
            crew.extend(_Worker(make) for _ in range(count))
        finally:
            signal.signal(signal.SIGINT, heeded)
        yield crew
    finally:
        for worker in crew:
            worker.stop()
