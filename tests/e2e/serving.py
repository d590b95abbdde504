"""`viva serve` as a child process that a test may kill and start again on the same port and data."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from server.adapters.files import load_bank, shipped
from server.domain.question import SampleKind

OAUTH = "security-and-auth/oauth2/oauth2-password-bearer"


class Served:
    """Enter it to start; `url` is where it listens."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._environment = {**os.environ, "VIVA_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **settings}
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> "Served":
        """Start it, on the same port as before where it ran before; returns when it listens."""
        port = self.url.rstrip("/").rsplit(":", 1)[-1] if self.url else "0"
        viva = str(Path(sys.executable).parent / "viva")
        self._process = subprocess.Popen(
            [viva, "serve", "--port", port], env=self._environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://\S+", line):
                self.url = found[0]
                return self
        raise AssertionError(f"viva serve ended with {self._process.wait()} before it listened")

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        self._end(signal.SIGKILL)

    def __enter__(self) -> "Served":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(timeout=15)
        if self._process.stdout is not None:
            self._process.stdout.close()


def sample(question_id: str, kind: SampleKind) -> str:
    """A marked answer from the shipped bank."""
    samples = load_bank(shipped("rubrics")).question(question_id).samples
    return next(sample.text for sample in samples if sample.kind is kind)
