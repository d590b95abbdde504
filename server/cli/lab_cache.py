"""Lab cache: a folder in which every judgement is kept under its key, so that no answer is paid for twice."""

import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from server.errors import Misconfigured
from server.services.lab.judgement import Judgement


class FolderShelf:
    """Fulfils Shelf. One small file a judgement, written whole or not at all; one that cannot be read is absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Judgement | None:
        try:
            return Judgement.model_validate_json(self._path(key).read_bytes())
        except (OSError, ValidationError):
            return None

    def put(self, key: str, judgement: Judgement) -> None:
        """Misconfigured where the folder cannot be written."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, draft = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(judgement.model_dump_json())
            os.replace(draft, path)
        except OSError as error:
            raise Misconfigured(
                f"--cache: expected a folder that can be written, got {self.folder} ({error.strerror}). Name another."
            ) from error

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
