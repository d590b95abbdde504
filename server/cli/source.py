"""Source: a text that a command is given, in a file or on standard input."""

import sys
from pathlib import Path

from server.errors import Invalid


def read_text(file: str, named: str) -> str:
    """The text of this file, or of standard input for `-`. Invalid, under the argument's name, for none in UTF-8."""
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return body.decode()
    except OSError as error:
        raise Invalid(
            f"{named}: expected a file of text, got {file} ({error.strerror}). "
            "Name one that is there, or - for standard input."
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{named}: expected text in UTF-8, got {file}, which is not. Save it as UTF-8.") from error
