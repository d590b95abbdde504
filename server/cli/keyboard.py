"""Keyboard: lines from standard input, read beside everything else, from a terminal or from a pipe."""

import asyncio
import os
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue


class Keyboard:
    """`line` waits for the next line; None is the end of input (Ctrl-D in a terminal, which may go on after it)."""

    def __init__(self) -> None:
        self.interactive = sys.stdin.isatty()
        self._asked: SimpleQueue[asyncio.Future[str | None]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def line(self) -> str | None:
        future: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        if self._thread is None:
            # A daemon, because nothing can wake a thread that waits for a key.
            self._thread = threading.Thread(target=self._read, name="keyboard", daemon=True)
            self._thread.start()
        self._asked.put(future)
        return await future

    def _read(self) -> None:
        lines = _typed() if self.interactive else _piped()
        while True:
            future = self._asked.get()
            line = next(lines, None)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                future.get_loop().call_soon_threadsafe(_settle, future, line)


@contextmanager
def kept_terminal() -> Generator[None, None, None]:
    """Leaves the terminal as it was: line editing changes it, and its thread may be waiting for a key at the end."""
    if not sys.stdin.isatty() or sys.platform == "win32":
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin.fileno())
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)


def _typed() -> Iterator[str | None]:
    """Lines with line editing, which also lifts the system's limit of 4,096 characters a line."""
    with suppress(ImportError):
        import readline  # noqa: F401  # pyright: ignore[reportUnusedImport] - importing it is what gives `input` line editing
    while True:
        try:
            yield input()
        except EOFError:
            yield None


def _piped() -> Iterator[str]:
    """Read without Python's buffer: its lock, held by a waiting thread, would break the end of the process."""
    rest = b""
    while more := os.read(sys.stdin.fileno(), 65536):
        *lines, rest = (rest + more).split(b"\n")
        yield from (_text(line) for line in lines)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", errors="replace")


def _settle(future: "asyncio.Future[str | None]", line: str | None) -> None:
    if not future.done():
        future.set_result(line)
