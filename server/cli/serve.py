"""`viva serve`: Viva in the browser."""

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Generator
    from socket import socket

    from server.main import House

GraderName = Literal["auto", "llm", "embedded"]
Grader = Annotated[
    GraderName | None, typer.Option(help="Which grader grades: auto is llm where a model is set, else embedded.")
]


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on [VIVA_HOST; 127.0.0.1]. Off loopback a key is needed.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on [VIVA_PORT; 8000]; 0 takes a free one.")
    ] = None,
    grader: Grader = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; one is all that SQLite allows.")] = 1,
) -> None:
    """Serve Viva until Ctrl-C. Settings are VIVA_* in the environment or in viva.env; options come first."""
    if workers != 1:
        from server.errors import Misconfigured

        raise Misconfigured(
            f"--workers: expected 1, because a SQLite database has one writer, got {workers}. "
            "One process serves hundreds of interviews at once."
        )
    with _nothing_collected():
        from server.cli.hosting import HouseServer, address_of
        from server.cli.logs import start_logs
        from server.main import build
        from server.settings import read_settings

        settings = read_settings(host=host, port=port, grader=grader)
        start_logs(settings.log_level)
        house = build(settings)
    with _listening(house) as listener:
        url = address_of(listener)
        server = HouseServer(house, listener, takes_signals=True, up=lambda: _welcome(house, url))
        server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(3)


@contextmanager
def _nothing_collected() -> "Generator[None, None, None]":
    """A tenth of the start would go into looking for garbage where there is none yet."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _listening(house: "House") -> "socket":
    """The socket of the house's settings; the house is closed where there is none to be had."""
    import asyncio

    from server.cli.hosting import listen
    from server.errors import Misconfigured

    try:
        return listen(house.settings.host, house.settings.port)
    except Misconfigured:
        asyncio.run(house.close())
        raise


def _welcome(house: "House", url: str) -> None:
    """What a person needs to know, and no more."""
    from rich.console import Console
    from rich.text import Text

    about = house.graders.about()
    model = f" ({about.model})" if about.model else ""
    count = len(house.bank.questions)
    local = house.access.on_loopback
    rows = [
        ("Open", Text(url if local else f"{url}?key={house.access.key}", style="bold cyan")),
        ("Grader", Text(f"{about.name}{model}. {about.about}")),
        ("Bank", Text(f"{count} question{'' if count == 1 else 's'}")),
        ("Data", Text(house.settings.database)),
    ]
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(f"Viva {house.services.version}", style="bold"))
    for name, value in rows:
        console.print(Text(f"  {name:<8}", style="dim"), value, sep="")
    if not local:
        console.print(
            "  Others reach it under this machine's name or address in place of the one above. "
            "Whoever has the key may do everything here, so keep the link to yourself."
        )
    console.print(Text("  Ctrl-C stops it; nothing is lost.", style="dim"))
