"""Batch progress: how far a file is, how fast it goes and the time left, on stderr: a bar, or a line now and then."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

SAY_EVERY = 10.0
"""Seconds between two lines where stderr is no terminal."""


class Pace:
    """Counts lines. `before` of `total` were done by an earlier run, and say nothing of how fast this one is."""

    def __init__(
        self, total: int, before: int, console: Console, bar: Progress, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._before = self._done = before
        self._console = console
        self._bar = bar
        self._seconds = seconds
        self._began = self._said = seconds()
        self._task = bar.add_task("Grading", total=total, completed=before, pace="")

    def step(self) -> None:
        """One more line is done."""
        self._done += 1
        now = self._seconds()
        self._bar.update(self._task, completed=self._done, pace=self._pace(now))
        if not self._console.is_terminal and now - self._said >= SAY_EVERY:
            self._said = now
            self.say(f"{self._done} of {self._total} lines, {self._pace(now)}.")

    def say(self, sentence: str) -> None:
        """Print a sentence, above the bar where there is one."""
        self._bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def _pace(self, now: float) -> str:
        rate = (self._done - self._before) / max(now - self._began, 1e-3)
        left = timedelta(seconds=round((self._total - self._done) / rate))
        return f"{rate:.1f} a second, {left} left"


@contextmanager
def pace(total: int, before: int) -> Generator[Pace, None, None]:
    """What counts the lines, while it shows them."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Pace(total, before, console, bar)
