"""Lock: one process at a time may have a SQLite database open; the lock file says which, and where it is served."""

import json
import os
from contextlib import suppress
from pathlib import Path

from server.errors import Misconfigured

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks still keep the file whole
    fcntl = None


class DatabaseInUse(Misconfigured):
    """Another process has the database open. `url` is where it serves, where it has said so."""

    def __init__(self, message: str, url: str | None) -> None:
        super().__init__(message)
        self.url = url


class Lock:
    """Held from construction to `release`; the system frees it when the process dies, however it dies."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        try:
            database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Misconfigured(
                f"VIVA_DATABASE_URL: expected a folder that can be written, got {database.parent} "
                f"({error.strerror}). Change its permissions, or set VIVA_DATABASE_URL or VIVA_DATA_DIR."
            ) from error
        try:
            if fcntl is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._read()
            os.close(self._file)
            raise self._in_use(database, holder) from None
        self.announce(None)

    def announce(self, url: str | None) -> None:
        """Write down who holds the database and where it is served; on a full disk it is held without a word."""
        with suppress(OSError):
            os.truncate(self._file, 0)
            os.pwrite(self._file, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)

    def release(self) -> None:
        os.close(self._file)

    def _read(self) -> dict[str, object]:
        try:
            return dict(json.loads(os.pread(self._file, 4096, 0) or b"{}"))
        except ValueError:
            return {}

    @staticmethod
    def _in_use(database: Path, holder: dict[str, object]) -> DatabaseInUse:
        pid, url = holder.get("pid"), holder.get("url")
        where = f", serving {url}" if url else ""
        return DatabaseInUse(
            f"The database {database} is in use by another Viva (process {pid or 'unknown'}{where}). "
            "Use that one, stop it, or set VIVA_DATA_DIR to another folder.",
            str(url) if url else None,
        )
