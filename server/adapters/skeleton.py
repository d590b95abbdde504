"""Skeleton: a question file begun, with every field in place, from the template that ships with the bank."""

import difflib
import json
import re
from pathlib import Path

from server.domain.bank import Track
from server.errors import Conflict, Invalid, Misconfigured

TEMPLATE = "question.template.yaml"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_QUESTION = "The question, as an interviewer would say it aloud."


def begin_question(folder: Path, track_id: str, track: Track, question_id: str, ask: str = "") -> Path:
    """Write the file, all of it or nothing, and return its path.

    Raises Invalid where the id is not <topic>/<subtopic>/<slug> of this track or `ask` is no text that a file can hold,
    Conflict where the file exists.
    """
    path = folder / track_id / f"{_checked(track, question_id)}.yaml"
    template = (folder / TEMPLATE).read_text(encoding="utf-8") if (folder / TEMPLATE).is_file() else _shipped()
    # As one quoted line, a colon or a quote in the question cannot break the file.
    body = template.replace(">-\n  {ask}", json.dumps(ask.strip() or _NO_QUESTION, ensure_ascii=False))
    try:
        _write_new(path, body.encode())
    except UnicodeEncodeError as error:
        raise Invalid(
            f"--ask: expected text that can be written as UTF-8, got {body[error.start : error.end]!r} in it. "
            "Type the question again, or leave it out and write it in the file."
        ) from None
    except FileExistsError:
        raise Conflict(f"ID: {path} exists already. Choose another slug, or edit that file.") from None
    except OSError as error:
        raise Misconfigured(
            f"--rubrics: expected a folder that can be written, got {folder} ({error.strerror}). "
            "An installed bank is best copied first: name your copy with --rubrics."
        ) from error
    return path


def _write_new(path: Path, body: bytes) -> None:
    """FileExistsError where the path is taken; any other OSError leaves no file behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as out:
            out.write(body)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _checked(track: Track, question_id: str) -> str:
    places = [f"{topic.id}/{subtopic.id}" for topic in track.topics for subtopic in topic.subtopics]
    place, _, slug = question_id.rpartition("/")
    if place not in places:
        near = difflib.get_close_matches(place, places, n=3, cutoff=0.4)
        hint = f" Did you mean {', '.join(near)}?" if near else f" The first of them: {', '.join(places[:3])}."
        raise Invalid(f"ID: expected <topic>/<subtopic>/<slug> of this track, got {question_id!r}.{hint}")
    if not _SLUG.fullmatch(slug):
        raise Invalid(f"ID: expected a slug of lower-case words joined by hyphens, got {slug!r}.")
    return question_id


def _shipped() -> str:
    """The template of the checkout or the wheel, for a bank that has none of its own."""
    root = Path(__file__).parent.parent
    for folder in (root / "_shipped" / "rubrics", root.parent / "rubrics"):
        if (folder / TEMPLATE).is_file():
            return (folder / TEMPLATE).read_text(encoding="utf-8")
    raise Misconfigured(f"rubrics: expected {TEMPLATE} to ship with viva, found none. Reinstall viva.")
