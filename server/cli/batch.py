"""Batch files: lines in, lines out in the same order; what was begun is gone on with."""

import asyncio
import json
import os
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.domain.grade import Reason
from server.errors import Conflict, Invalid
from server.ports import Grader
from server.services.batch import Batch
from server.services.batch.line import digest_of
from server.services.batch.result import Result, text_of

AT_ONCE = 8
"""Answers at once; with a language model most of the time is spent waiting for it."""

_LATER = frozenset(str(reason) for reason in Reason)
"""What a grader could not do may be done the next time, unlike what is wrong with the line."""


class Line(NamedTuple):
    number: int
    text: bytes


class Outcome(NamedTuple):
    """How many lines there are, how many had their result before, and why some of all are not graded."""

    lines: int
    before: int
    reasons: Counter[str]


async def grade_file(batch: Batch, grader: Grader, source: Path, target: Path) -> Outcome:
    """Grade every line of `source` into `target`, each written as soon as those before it are.

    Goes on after the whole lines that are there already. Invalid where a file cannot be read or written; Conflict
    where `target` holds results of other lines or of another grader.
    """
    lines = _lines(source)
    reasons: Counter[str] = Counter()
    before = _take_up(target, lines, grader, reasons)
    running: deque[asyncio.Task[Result]] = deque()
    console = Console(stderr=True)
    with _opened(target) as out, _progress(console) as progress:
        bar = progress.add_task("Grading", total=len(lines), completed=before)
        try:
            for line in lines[before:]:
                running.append(asyncio.create_task(batch.result(line.number, line.text)))
                if len(running) >= AT_ONCE:
                    _write(out, await running[0], reasons, progress)
                    running.popleft()
                    progress.advance(bar)
            while running:
                _write(out, await running[0], reasons, progress)
                running.popleft()
                progress.advance(bar)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
    return Outcome(len(lines), before, reasons)


def _lines(source: Path) -> list[Line]:
    """The lines that are not blank, each with its number in the file."""
    try:
        text = source.read_bytes()
    except OSError as error:
        raise Invalid(f"--batch: expected a file of JSON lines, got {source} ({error.strerror}).") from error
    numbered = enumerate(text.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
    return [Line(number, line) for number, line in numbered if line.strip()]


def _take_up(target: Path, lines: list[Line], grader: Grader, reasons: Counter[str]) -> int:
    """How many lines are done; cuts off a half line at the end, and last lines that the grader could not grade."""
    if not target.exists():
        return 0
    done = keep = size = kept_size = 0
    later: Counter[str] = Counter()
    with _reading(target) as out:
        for text in out:
            size += len(text)
            result = _result(text)
            if result is None:
                break
            _require_same(target, done, result, lines, grader)
            done += 1
            reason = result.get("reason")
            later.update([reason] if reason else [])
            if reason not in _LATER:
                keep, kept_size = done, size
                reasons.update(later)
                later.clear()
    os.truncate(target, kept_size)
    return keep


def _result(text: bytes) -> dict[str, Any] | None:
    """The result on a whole line; None on half a line."""
    if not text.endswith(b"\n"):
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _require_same(target: Path, done: int, result: dict[str, Any], lines: list[Line], grader: Grader) -> None:
    found = result.get("provenance")
    made = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if done >= len(lines) or made.get("input") != digest_of(lines[done].text):
        raise Conflict(
            f"--out: {target} line {done + 1} is no result of the line that stands there in --batch. "
            "Name another file, or delete this one."
        )
    by = (made.get("grader", grader.name), made.get("grader_version", grader.version))
    if by != (grader.name, grader.version):
        raise Conflict(
            f"--out: {target} holds grades by {by[0]} {by[1]}, and these would be by {grader.name} {grader.version}. "
            "Grades of two graders are not mixed: name another file, or delete this one."
        )


def _reading(target: Path) -> BinaryIO:
    try:
        return target.open("rb")
    except OSError as error:
        raise _unwritable(target, error) from error


def _opened(target: Path) -> BinaryIO:
    try:
        return target.open("ab")
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> Invalid:
    return Invalid(f"--out: expected a file that can be written, got {target} ({error.strerror}).")


def _write(out: BinaryIO, result: Result, reasons: Counter[str], progress: Progress) -> None:
    out.write(text_of(result))
    out.flush()
    if result["result"] == "not_graded":
        reasons[result["reason"]] += 1
        if result["reason"] not in _LATER:
            progress.console.print(result["message"], markup=False, highlight=False, soft_wrap=True)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def summary(outcome: Outcome) -> Iterator[str]:
    """What a run came to, in sentences."""
    if outcome.before:
        yield f"The first {outcome.before} of {outcome.lines} lines were done before."
    refused = sum(outcome.reasons.values())
    yield f"{outcome.lines} lines: {outcome.lines - refused} graded, {refused} not graded."
    for reason, count in outcome.reasons.most_common():
        later = " A run of the same command takes up the last of them again." if reason in _LATER else ""
        yield f"  {reason}: {count}.{later}"
