"""Machine: servers under test as processes of their own, each on its core, on loopback; their memory."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0


class Cores(NamedTuple):
    """Which cores the server under test, the upstream and we ourselves run on; None where all may run anywhere."""

    server: set[int] | None
    upstream: set[int] | None
    clients: set[int] | None


class Server(NamedTuple):
    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far by the process, its threads included; 0 where Linux does not tell."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident_mb(self) -> float:
        """Resident memory now, in megabytes of 10^6 bytes; 0 where Linux does not tell."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0.0
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024 / 1e6


def share_out() -> Cores:
    """One core each for server and upstream, the rest for us; where there are fewer than three, leave it be."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None, None)
    free = sorted(os.sched_getaffinity(0))
    if len(free) < 3:
        return Cores(None, None, None)
    return Cores({free[-1]}, {free[-2]}, set(free[:-2]))


def pin(pid: int, cores: set[int] | None) -> None:
    """Keep a process (0: this one) on these cores."""
    if cores is not None:
        os.sched_setaffinity(pid, cores)


@contextmanager
def running(
    *command: str,
    port: int,
    folder: Path,
    cores: set[int] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Generator[Server, None, None]:
    """The command as a process of its own, once it listens on the port; ended when this is left."""
    process = subprocess.Popen(command, cwd=folder, env=environment(settings or {}), stdout=subprocess.DEVNULL)
    try:
        pin(process.pid, cores)
        wait_for(port, process)
        yield Server(process, port)
    finally:
        stop(process)


def python(module: str, *arguments: object) -> Sequence[str]:
    """A module of ours as a command."""
    return (sys.executable, "-m", module, *map(str, arguments))


def viva(*arguments: object) -> Sequence[str]:
    """The installed command."""
    return (str(Path(sys.executable).with_name("viva")), *map(str, arguments))


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without a developer's own settings of Viva, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIVA_", "OPENAI_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens on the port. RuntimeError where the process ends, or does not listen in time."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args}: expected a server, but it ended with {process.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.002)
    raise RuntimeError(f"{process.args}: expected it to listen on port {port} within {START_SECONDS:g} s; it did not.")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def disk_under(path: Path) -> str:
    """The kind of file system this folder is on: a sync is free on some."""
    best = ("", "unknown")
    try:
        mounts = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return best[1]
    for mount in mounts:
        _, where, kind, *_ = mount.split()
        if path.resolve().is_relative_to(where) and len(where) >= len(best[0]):
            best = (where, kind)
    return best[1]
