"""Logs: to stderr, as plain lines where a person reads them and as one JSON object a line where a program does."""

import json
import logging
import sys
from datetime import UTC, datetime


def start_logs(level: str, *, plain: bool | None = None) -> None:
    """Log at this level (`debug`, `info`, `warning`, `error`). Plain where stderr is a terminal, unless told."""
    handler = logging.StreamHandler(sys.stderr)
    plain = sys.stderr.isatty() if plain is None else plain
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s") if plain else _Json())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    wanted = logging.getLevelNamesMapping()[level.upper()]
    # Of others only what is wrong; uvicorn also tells addresses with their query strings, in which a key may stand.
    root.setLevel(max(wanted, logging.WARNING))
    for ours in ("viva", "server"):
        logging.getLogger(ours).setLevel(wanted)


class _Json(logging.Formatter):
    """One object a record: at, level, logger, message, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        body = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            body["traceback"] = self.formatException(record.exc_info)
        return json.dumps(body, ensure_ascii=False)
