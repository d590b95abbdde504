"""From `viva serve` to the first page over HTTP: in an empty folder, and in one that has been served before.

    python -m bench.start

The installed command with its defaults (the embedded grader, SQLite, the shipped bank), asked for its page again and
again from the moment it is started. Beside it, a FastAPI application of one line under the same uvicorn, which is what
Python and its libraries alone take.
"""

import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.figures import Promise, Report, arguments, leave, table
from bench.machine import START_SECONDS, Server, environment, free_port, stop, viva

LEAST = (
    "import fastapi, uvicorn; app = fastapi.FastAPI(); app.get('/')(lambda: 'hello'); "
    "uvicorn.run(app, port={port}, log_level='error')"
)


def started(command: Sequence[str], port: int, folder: Path) -> tuple[float, float]:
    """Seconds until the command's first page, and the megabytes it is resident in by then."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment({"VIVA_DATA_DIR": str(folder)}), stdout=subprocess.DEVNULL
    )
    try:
        while not has_page(port):
            if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise RuntimeError(f"{command}: expected a page on port {port}, got none.")
            time.sleep(0.003)
        return time.perf_counter() - began, Server(process, port).resident_mb
    finally:
        stop(process)


def has_page(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def starts(rounds: int) -> dict[str, list[tuple[float, float]]]:
    took: dict[str, list[tuple[float, float]]] = {"least FastAPI": [], "viva, empty folder": [], "viva, again": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="viva-bench-") as made:
            folder, port = Path(made), free_port()
            took["least FastAPI"].append(started([sys.executable, "-c", LEAST.format(port=port)], port, folder))
            for name in ("viva, empty folder", "viva, again"):
                port = free_port()
                took[name].append(started(viva("serve", "--port", port), port, folder))
    return took


def report(took: dict[str, list[tuple[float, float]]]) -> Report:
    rows = [
        {"": name, "s": median(s for s, _ in runs), "worst s": max(s for s, _ in runs), "MB": f"{runs[-1][1]:.0f}"}
        for name, runs in took.items()
    ]
    least, first, again = (median(s for s, _ in runs) for runs in took.values())
    made = Report("start", [table(f"from the command to its first page; medians of {len(took['viva, again'])}", rows)])
    made.promises = [
        Promise("first page, empty folder", first, 2, " s"),
        Promise("first page, second start", again, 2, " s"),
    ]
    made.remarks = [f"Viva takes {again / least:.1f} times what importing FastAPI and serving one line takes."]
    made.figures = {"rows": rows}
    return made


def main() -> None:
    chosen = arguments(__doc__).parse_args()
    leave(report(starts(2 if chosen.quick else 7)).finish(chosen))


if __name__ == "__main__":
    main()
