"""Room: one interview in the terminal; listens to the chat and to the keyboard at once, and keeps them in step."""

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Protocol

from server.cli.command import HELP, move_of, new_cmid, parted
from server.cli.connection import Connection, Lost
from server.cli.screen import Screen
from server.cli.standing import Standing
from server.domain.event import Event, GradedData, NotGradedData
from server.domain.grade import Line
from server.domain.interview import Mode, Phase
from server.protocol import (
    ANSWER_CHARS,
    DRAFT_SECONDS,
    AnswerMove,
    CaughtUp,
    Move,
    Nack,
    NextMove,
    ServerFrame,
    Snapshot,
    VerdictDelta,
    Welcome,
)


class Lines(Protocol):
    """Where lines come from; the keyboard, or a script. None is the end of input."""

    interactive: bool

    async def line(self) -> str | None: ...


class Room:
    """Runs until the interview is over and graded, or input ends. Piped input waits for each grade."""

    def __init__(self, connection: Connection, lines: Lines, screen: Screen, mode: Mode) -> None:
        self._connection = connection
        self._lines = lines
        self._screen = screen
        self._mode = mode
        self._now = Standing(mode)
        self._typed: list[str] = []
        self._shown: dict[tuple[str, str, str], Line] = {}
        self._replay: list[Event] | None = None
        self._caught_up = False
        self._drafted = 0.0
        self._leaving = False
        self._lost = False

    @property
    def ended(self) -> bool:
        return self._now.phase is Phase.ENDED

    async def run(self) -> None:
        """Raises one of our errors where the server will not have us."""
        frames = self._connection.frames()
        hearing = asyncio.create_task(_next(frames))
        reading: asyncio.Task[str | None] | None = None
        try:
            while not self._is_over():
                if reading is None and self._is_listening():
                    reading = asyncio.create_task(_line(self._lines))
                tasks = {hearing} if reading is None else {hearing, reading}
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                if hearing.done():
                    await self._hear(hearing.result())
                    hearing = asyncio.create_task(_next(frames))
                elif reading is not None and reading.done():
                    line, reading = reading.result(), None
                    await self._read(line)
        finally:
            for task in (hearing, reading):
                if task is not None:
                    task.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            await self._keep_draft(at_once=True)
            await frames.aclose()

    def _is_over(self) -> bool:
        settled = self._caught_up and self._connection.is_idle and not self._now.is_waiting
        return settled and (self.ended or self._leaving)

    def _is_listening(self) -> bool:
        """A person may type at any time; a script's next line waits until the last one has had its effect."""
        if not self._caught_up or self.ended or self._leaving:
            return False
        return self._lines.interactive or (self._connection.is_idle and not self._now.is_waiting)

    # hearing

    async def _hear(self, frame: ServerFrame | Lost) -> None:
        match frame:
            case Lost():
                if not self._lost:
                    self._screen.warn(f"The line dropped ({frame.why}); trying again. Nothing is lost.")
                self._lost = True
            case Welcome():
                self._welcome(frame)
            case CaughtUp():
                self._catch_up()
            case Nack():
                self._refused(frame)
            case VerdictDelta():
                self._show_line(frame.answer_id, frame.line)
            case Snapshot():
                for line in frame.lines:
                    self._show_line(frame.answer_id, line)
            case _ if frame.type == "event":
                await self._take(frame)
            case _:
                pass

    def _welcome(self, welcome: Welcome) -> None:
        if self._lost:
            self._screen.note("The line is back.")
        self._lost = False
        if not self._caught_up or not welcome.resumed:
            self._now = Standing(self._mode)
            self._shown.clear()
            self._replay, self._caught_up = [], False
        if welcome.draft is not None and not self._typed and welcome.phase is Phase.ASKED and not self._caught_up:
            self._typed = welcome.draft.text.splitlines()

    def _catch_up(self) -> None:
        """After a replay, show where the interview stands: the open question and all that was said to it."""
        replay, self._replay = self._replay, None
        self._caught_up = True
        for event in replay or ():
            self._show(event, again=True)
        if self._now.phase is Phase.PAUSED:
            self._screen.note("Paused. /resume goes on, /end ends.")
        elif self._typed and replay is not None:
            self._screen.note("You had typed:")
            self._screen.say("\n".join(self._typed))
            self._screen.note("Go on from there; an empty line sends it, /clear forgets it.")

    async def _take(self, event: Event) -> None:
        self._now.take(event)
        if self._replay is not None:
            self._replay = [event] if event.kind in ("question", "ended") else [*self._replay, event]
            return
        self._show(event, again=False)
        if event.kind == "answer" and self._mode is Mode.TIMED:
            await self._move(NextMove(cmid=new_cmid(), about=self._now.about, follow_up=True))

    def _show(self, event: Event, *, again: bool) -> None:
        match event.kind:
            case "question":
                self._screen.question(event.data, self._mode)
            case "answer" if again:
                self._screen.answer(event.data.text, event.at)
            case "answer":
                late = " It came after the time was up, and says so." if event.data.late else ""
                self._screen.note(f"Your answer is stored.{late}")
            case "hint" | "clarification" | "reveal":
                self._screen.aside(event.kind, event.data)
            case "grade" if isinstance(event.data, GradedData):
                self._show_grade(event.data)
            case "grade" if isinstance(event.data, NotGradedData):
                self._screen.refused(event.data)
            case "feedback":
                self._screen.feedback(event.data)
                if self._now.phase is Phase.ANSWERED:
                    self._screen.after_grade(self._now.offer)
            case "phase" if not again:
                paused = event.data.to is Phase.PAUSED
                self._screen.note("Paused. /resume goes on, /end ends." if paused else "On we go.")
            case "ended":
                self._screen.ended(event.data)
            case _:
                pass

    def _show_grade(self, grade: GradedData) -> None:
        """The lines that were not shown while they came, then the totals."""
        lines = (*grade.lines.points, *grade.lines.misconceptions, *grade.lines.criteria)
        for line in lines:
            self._show_line(grade.answer_id, line)
        self._screen.grade(grade)

    def _show_line(self, answer_id: str, line: Line) -> None:
        key = (answer_id, line.line, line.id)
        if self._shown.get(key) != line:
            self._shown[key] = line
            self._screen.line(line)

    def _refused(self, nack: Nack) -> None:
        self._screen.warn(nack.message)
        if nack.retryable:
            self._screen.note("It is sent again by itself.")

    # reading

    async def _read(self, line: str | None) -> None:
        if line is None:
            await self._end_of_input()
        elif line.startswith("/"):
            await self._command(*parted(line))
        elif self._now.phase is Phase.ANSWERED and not self._now.again:
            await self._between(line)
        elif self._now.phase is Phase.PAUSED:
            self._screen.note("Paused. /resume goes on, /end ends.")
        elif line.strip():
            self._typed.append(line)
            await self._keep_draft()
        elif self._typed:
            await self._answer()

    async def _end_of_input(self) -> None:
        if self._typed and self._now.phase is not Phase.PAUSED:
            await self._answer()
            self._leaving = not self._lines.interactive
        else:
            self._leaving = True

    async def _between(self, line: str) -> None:
        """After an answer: Enter goes on, and words need to be told what they are."""
        if line.strip():
            self._screen.note(
                "This question is answered. /again answers it again, Enter goes on, /help lists the rest."
            )
        else:
            await self._move(NextMove(cmid=new_cmid(), about=self._now.about))

    async def _command(self, command: str, rest: str) -> None:
        match command:
            case "/help":
                self._screen.note(HELP)
            case "/clear":
                self._typed.clear()
                self._screen.note("Forgotten. Type your answer.")
            case "/again" | "/answer":
                self._begin_again()
            case _:
                await self._ask_for(command, rest)

    async def _ask_for(self, command: str, rest: str) -> None:
        move = move_of(command, rest, self._now.about)
        if move is None:
            self._screen.warn(f"There is no {command}.")
            self._screen.note(HELP)
        else:
            await self._move(move)

    def _begin_again(self) -> None:
        if self._now.phase is Phase.ANSWERED and self._mode is Mode.PRACTICE:
            self._now.again = True
            self._screen.note("Answer again; an empty line sends it.")
        else:
            self._screen.note("Type your answer; an empty line sends it.")

    async def _answer(self) -> None:
        text = "\n".join(self._typed)
        self._typed = []
        if len(text) > ANSWER_CHARS:
            self._screen.warn(
                f"An answer has at most {ANSWER_CHARS:,} characters, and this one has {len(text):,}. "
                "It was not sent; say it shorter."
            )
            return
        await self._move(AnswerMove(cmid=new_cmid(), about=self._now.about, text=text))

    async def _move(self, move: Move) -> None:
        await self._connection.move(move)

    async def _keep_draft(self, *, at_once: bool = False) -> None:
        """At most one in DRAFT_SECONDS is taken."""
        now = time.monotonic()
        if self._typed and (at_once or now - self._drafted >= DRAFT_SECONDS):
            self._drafted = now
            await self._connection.draft(self._now.about, "\n".join(self._typed)[:ANSWER_CHARS])


async def _next(frames: AsyncGenerator[ServerFrame | Lost, None]) -> ServerFrame | Lost:
    return await anext(frames)


async def _line(lines: Lines) -> str | None:
    return await lines.line()
