"""`viva export`: an interview as a file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from server.cli.interview import Key, Server


def export(
    interview_id: Annotated[str, typer.Argument(metavar="ID", help="The interview, as it was named at its end.")],
    file_format: Annotated[
        Literal["json", "md", "html", "pdf", "csv", "anki"],
        typer.Option("--format", help="html is one file to hand to a coach; anki a deck of what was missed."),
    ] = "md",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output where it is left out.")] = None,
    server: Server = None,
    key: Key = None,
) -> None:
    """Write an interview with its answers, quotes, grades and feedback to a file."""
    import asyncio
    import sys

    from server.cli.target import unwritable
    from server.errors import Invalid

    if out is None and file_format in ("pdf", "anki") and sys.stdout.isatty():
        raise Invalid(f"--out: expected a file to write {file_format} to, got a terminal. Name one with --out.")
    body = asyncio.run(_exported(interview_id, file_format, server, key))
    if out is None:
        sys.stdout.buffer.write(body)
        return
    try:
        out.write_bytes(body)
    except OSError as error:
        raise unwritable(out, error) from error
    typer.echo(f"Wrote {out}.", err=True)


async def _exported(interview_id: str, file_format: str, server: str | None, key: str | None) -> bytes:
    """From the server that was named, or the database, or whoever has the database open."""
    from server.adapters.db.lock import DatabaseInUse
    from server.settings import read_settings

    if server is not None:
        return await _asked(interview_id, file_format, server, key)
    settings = read_settings()
    try:
        return await _read(settings.database, interview_id, file_format)
    except DatabaseInUse as busy:
        if busy.url is None:
            raise
        from server.main import build_access

        return await _asked(interview_id, file_format, busy.url, build_access(settings).key)


async def _asked(interview_id: str, file_format: str, server: str, key: str | None) -> bytes:
    from server.cli.visitor import Address, visiting

    async with visiting(Address(server, key)) as visitor:
        return await visitor.transcript(interview_id, file_format)


async def _read(database: str, interview_id: str, file_format: str) -> bytes:
    from server.adapters.db.store import open_store
    from server.api.deps import LOCAL_PERSON
    from server.services.export import FileFormat, exported
    from server.services.reports import Reports

    store = open_store(database)
    try:
        reports = Reports(store)
        report = await reports.report(LOCAL_PERSON, interview_id)
        return exported(report, await reports.cards(LOCAL_PERSON, interview_id), FileFormat(file_format))
    finally:
        await store.close()
