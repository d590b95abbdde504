"""Lab progress: how far a run is, its cost and the time left, on stderr: a bar, or a line now and then."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.services.lab.trial import Step

LINES = 10
"""Lines that a run says where stderr is no terminal."""


class Heard:
    """Counts steps. `done` of `total` answers; `known` ones were in the cache and cost nothing."""

    def __init__(self, total: int, console: Console, bar: Progress) -> None:
        self.total = total
        self.done = self.known = self.tokens = 0
        self._console = console
        self._bar = bar
        self._task = bar.add_task("Grading", total=total, tokens=0)
        self._began = time.monotonic()

    def __call__(self, step: Step) -> None:
        self.done += 1
        self.known += step.known
        self.tokens += step.tokens
        self._bar.update(self._task, completed=self.done, tokens=self.tokens)
        every = max(1, self.total // LINES)
        if not self._console.is_terminal and (self.done % every == 0 or self.done == self.total):
            self._console.print(self.line(), markup=False, highlight=False, soft_wrap=True)

    def line(self) -> str:
        """How far it is, in words."""
        asked = self.done - self.known
        rate = (time.monotonic() - self._began) / asked if asked else 0
        left = f", about {rate * (self.total - self.done):.0f} s left" if self.done < self.total else ""
        return f"{self.done} of {self.total} done, {self.known} of them known before, {self.tokens:,} tokens{left}."


@contextmanager
def progress(total: int) -> Generator[Heard, None, None]:
    """What hears the steps, while it shows them."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[tokens]:,} tokens"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Heard(total, console, bar)
