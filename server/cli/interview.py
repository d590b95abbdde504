"""`viva interview`: the room in a terminal."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from server.cli.serve import Grader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.api.schema import InterviewOut
    from server.cli.visitor import Visitor

Server = Annotated[
    str | None, typer.Option(help="A Viva that is served already, such as http://127.0.0.1:8000; else one of our own.")
]
Key = Annotated[
    str | None, typer.Option(envvar="VIVA_ACCESS_KEY", show_envvar=True, help="Its access key, where it wants one.")
]


def interview(
    topic: Annotated[list[str] | None, typer.Option(help="A topic, or topic/subtopic; may be given again.")] = None,
    level: Annotated[Literal["junior", "mid", "senior"] | None, typer.Option(help="Only this level.")] = None,
    count: Annotated[int | None, typer.Option(min=1, max=50, help="How many questions; 5 by default.")] = None,
    question: Annotated[list[str] | None, typer.Option(help="This question, by its id; may be given again.")] = None,
    track: Annotated[str, typer.Option(help="The track.")] = "fastapi",
    mode: Annotated[
        Literal["practice", "timed"], typer.Option(help="Practice has hints and feedback; timed has a clock.")
    ] = "practice",
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed draws the same questions.")] = None,
    resume: Annotated[str | None, typer.Option(metavar="ID", help="Take up this interview again.")] = None,
    server: Server = None,
    key: Key = None,
    grader: Grader = None,
) -> None:
    """Be interviewed here. Reads answers from a pipe as well; Ctrl-C leaves, and --resume comes back."""
    import asyncio

    from server.cli.keyboard import kept_terminal
    from server.domain.rubric import named_twice
    from server.errors import Invalid

    if resume is not None and (topic or level or count or question or seed is not None):
        raise Invalid("--resume: expected it alone; an interview keeps the questions it was opened with.")
    twice = named_twice(question or ())
    if twice is not None:
        raise Invalid(f"--question: expected each question once, got {twice!r} more than once. Name it only once.")
    if server is not None and grader is not None:
        raise Invalid("--grader: expected it without --server; a server grades by its own settings.")
    wish = {
        "track": track,
        "topics": topic,
        "level": level,
        "count": count,
        "question_ids": question,
        "mode": mode,
        "seed": seed,
    }
    visit = _Visit()
    try:
        with kept_terminal():
            asyncio.run(visit.run(wish, resume, server=server, key=key, grader=grader))
    except KeyboardInterrupt:
        visit.say_goodbye()
        raise typer.Exit(130) from None


class _Visit:
    """One sitting at an interview, in somebody's house."""

    def __init__(self) -> None:
        self._id: str | None = None
        self._came_by = ""

    async def run(
        self,
        wish: "Mapping[str, object]",
        resume: str | None,
        *,
        server: str | None,
        key: str | None,
        grader: str | None,
    ) -> None:
        from server.cli.reach import reached

        self._came_by = f" --server {server.partition('?')[0]}" if server else ""
        async with reached(server, key, grader) as visitor:
            opened = await (visitor.interview(resume) if resume else visitor.open_interview(wish))
            self._id = opened.id
            await self._sit(visitor, opened)

    async def _sit(self, visitor: "Visitor", opened: "InterviewOut") -> None:
        from server.cli.connection import Connection
        from server.cli.keyboard import Keyboard
        from server.cli.room import Room
        from server.cli.screen import Screen

        screen = Screen()
        health = await visitor.health()
        screen.note(f"Interview {opened.id}, {opened.mode}. {health.grader.about}")
        room = Room(Connection(visitor.address, opened.id), Keyboard(), screen, opened.mode)
        await room.run()
        if room.ended:
            screen.report(await visitor.report(opened.id))
            screen.note(f"\nInterview {opened.id}. To keep it or hand it to a coach:")
            screen.note(f"  viva export {opened.id} --format html --out interview.html{self._came_by}")
        else:
            self.say_goodbye()

    def say_goodbye(self) -> None:
        if self._id is not None:
            typer.echo("\nLeft; all that you sent is stored. Come back with:")
            typer.echo(f"  viva interview --resume {self._id}{self._came_by}")
