"""Examples: runs the programs of question files, each in a fresh interpreter, several at a time.

Only the bank's check and the tests run them, in a checkout: never the server, and never a stored version.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from server.domain.survey import FiledQuestion, Finding

TIME_LIMIT = 30.0
"""Seconds; an example asserts something small."""

_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
_LAST_FRAME = re.compile(r'File "[^"]*example\.py", line (\d+)')


def run_examples(
    filed: Sequence[FiledQuestion], *, time_limit: float = TIME_LIMIT, at_once: int | None = None
) -> Iterator[tuple[FiledQuestion, Finding | None]]:
    """Each file that has an example, as it finishes, with what is wrong with it or None."""
    with ThreadPoolExecutor(at_once or os.cpu_count() or 1) as pool:
        running = {pool.submit(_run, one, time_limit): one for one in filed if one.question.example}
        for done in as_completed(running):
            yield running[done], done.result()


def _run(one: FiledQuestion, time_limit: float) -> Finding | None:
    with tempfile.TemporaryDirectory(prefix="viva-example-", ignore_cleanup_errors=True) as folder:
        program, output = Path(folder, "example.py"), Path(folder, "output")
        program.write_text(one.question.example or "", encoding="utf-8")
        with output.open("w", encoding="utf-8") as sink:
            code = _finish(_start(program, sink.fileno()), time_limit)
        if code == 0:
            return None
        if code is None:
            return one.finding("example", f"expected to end within {time_limit:g} s, got no end.")
        return _failure(one, output.read_text(encoding="utf-8", errors="replace"), code)


def _start(program: Path, sink: int) -> subprocess.Popen[bytes]:
    # -I: neither the current folder nor the environment can change what is imported. A session of its own, so that
    # whatever the example has started ends with it.
    return subprocess.Popen(  # noqa: S603 (our own interpreter, on a file of this checkout)
        [sys.executable, "-I", str(program)],
        cwd=program.parent,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | {"HOME": str(program.parent)},
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        start_new_session=True,
    )


def _finish(process: subprocess.Popen[bytes], time_limit: float) -> int | None:
    """The exit code, or None where the time ran out."""
    try:
        return process.wait(time_limit)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _failure(one: FiledQuestion, output: str, code: int) -> Finding:
    """The last line of the output, at the line of the file that the traceback's last frame of the example names."""
    said = [line.strip() for line in output.splitlines() if line.strip()]
    frames = _LAST_FRAME.findall(output)
    head = one.lines.get("example")
    line = head + int(frames[-1]) if head is not None and frames else head
    says = f"expected to run to its end, got exit code {code}: {said[-1] if said else 'it said nothing'}"
    return Finding(one.file, line, "example", says)
