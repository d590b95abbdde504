"""Batch files: lines in, lines out in the same order; what was begun is gone on with."""

import json
import os
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import aclosing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from server.cli.batch_progress import Pace, pace
from server.cli.crew import Crew, Done, Line
from server.cli.target import unwritable
from server.domain.grade import Reason
from server.errors import Conflict, Invalid
from server.ports import Grader
from server.services.batch.line import digest_of

_LATER = frozenset(str(reason) for reason in Reason)
"""What a grader could not do may be done the next time, unlike what is wrong with the line."""

_MARK = b"\xef\xbb\xbf"
"""Some editors begin a file in UTF-8 with this."""


class Outcome(NamedTuple):
    """How many lines there are, how many had their result before, and why some of all are not graded."""

    lines: int
    before: int
    reasons: Counter[str]


async def grade_file(crew: Crew, grader: Grader, source: Path, target: Path) -> Outcome:
    """Let the crew grade every line of `source` into `target`, each written as soon as those before it are.

    Goes on after the whole lines that are there already. Neither file is ever held in memory as a whole. Invalid where
    a file cannot be read or written; Conflict where `target` holds results of other lines or of another grader.
    """
    with _lines(source) as lines:
        total = sum(1 for _ in lines)
    reasons: Counter[str] = Counter()
    with _lines(source) as lines:
        before = _take_up(target, lines, grader, reasons)
    with _lines(source) as lines, _opened(target) as out, pace(total, before) as shown:
        async with aclosing(crew(islice(lines, before, None))) as results:
            async for done in results:
                _write(out, done, reasons, shown)
    return Outcome(total, before, reasons)


@contextmanager
def _lines(source: Path) -> Generator[Iterator[Line], None, None]:
    """The lines that are not blank, each with its number in the file, read as they are needed."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise _unreadable(source, error) from error
    with file:
        yield _numbered(source, file)


def _numbered(source: Path, file: BinaryIO) -> Iterator[Line]:
    try:
        for number, text in enumerate(file, start=1):
            line = text.removeprefix(_MARK) if number == 1 else text
            if line.strip():
                yield Line(number, line.removesuffix(b"\n"))
    except OSError as error:  # a folder, say, can be opened and not read
        raise _unreadable(source, error) from error


def _unreadable(source: Path, error: OSError) -> Invalid:
    return Invalid(f"--batch: expected a file of JSON lines, got {source} ({error.strerror}). Name one that is there.")


def _take_up(target: Path, lines: Iterator[Line], grader: Grader, reasons: Counter[str]) -> int:
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
            _require_same(target, done, result, next(lines, None), grader)
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


def _require_same(target: Path, done: int, result: dict[str, Any], line: Line | None, grader: Grader) -> None:
    found = result.get("provenance")
    made = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if line is None or made.get("input") != digest_of(line.text):
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
        raise unwritable(target, error) from error


def _opened(target: Path) -> BinaryIO:
    try:
        return target.open("ab")
    except OSError as error:
        raise unwritable(target, error) from error


def _write(out: BinaryIO, done: Done, reasons: Counter[str], shown: Pace) -> None:
    out.write(done.text)
    out.flush()
    if done.reason is not None:
        reasons[done.reason] += 1
        if done.reason not in _LATER:
            shown.say(done.message)
    shown.step()


def summary(outcome: Outcome) -> Iterator[str]:
    """What a run came to, in sentences."""
    if outcome.before:
        yield f"The first {outcome.before} of {outcome.lines} lines were done before."
    refused = sum(outcome.reasons.values())
    yield f"{outcome.lines} lines: {outcome.lines - refused} graded, {refused} not graded."
    for reason, count in outcome.reasons.most_common():
        later = " A run of the same command takes up the last of them again." if reason in _LATER else ""
        yield f"  {reason}: {count}.{later}"
