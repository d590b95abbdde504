"""Target: a file that a command is told to write."""

from pathlib import Path

from server.errors import Invalid


def unwritable(target: Path, error: OSError, option: str = "--out") -> Invalid:
    """What to say of the file that an option names where it cannot be written."""
    return Invalid(
        f"{option}: expected a file that can be written, got {target} ({error.strerror}). "
        "Name a file in a folder that is there and that you may write to."
    )
