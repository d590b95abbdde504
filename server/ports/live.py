"""Live streams: wake-ups without data, and pieces on their way to whoever watches."""

from contextlib import AbstractContextManager
from typing import Protocol

from server.domain.grade import Line
from server.domain.value import Value
from server.protocol import Channel


class Live(Value):
    """A piece of a live stream, on its way to whoever watches."""

    stream_id: str
    answer_id: str
    line: Line | None = None
    channel: Channel | None = None
    text: str = ""


class InFlight(Value):
    """What a stream that is not over has said so far."""

    stream_id: str
    answer_id: str
    lines: tuple[Line, ...] = ()
    texts: dict[Channel, str] = {}


class Watcher(Protocol):
    """One socket's view of one interview."""

    def in_flight(self) -> list[InFlight]:
        """Every stream that is not over; `take` goes on from here."""
        ...

    async def wait(self) -> None:
        """Until something happened: the log has grown, or live pieces have come."""
        ...

    def nudge(self) -> None:
        """Let `wait` return, for this watcher only, as if the log had grown."""
        ...

    def log_grew(self) -> bool:
        """Whether the log may have grown since the last call."""
        ...

    def take(self) -> list[Live]:
        """The pieces that came since the last call, texts of one stream and channel joined."""
        ...


class EventBus(Protocol):
    """Wakes the watchers of an interview. A wake-up carries no data; the log is in the database."""

    def wake(self, interview_id: str) -> None: ...
    def say(self, interview_id: str, piece: Live) -> None: ...
    def hush(self, interview_id: str, stream_id: str) -> None:
        """The stream is over: forget it, its whole is in the log or it failed."""
        ...

    def watch(self, interview_id: str) -> AbstractContextManager[Watcher]: ...
