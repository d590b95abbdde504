"""Grading: a case, graders that give verdicts on it, and writers that put them into words."""

from collections.abc import AsyncGenerator
from typing import Protocol

from server.domain.grade import Feedback, Graded, Line, NotGraded
from server.domain.rubric import Rubric
from server.domain.value import Value
from server.protocol import Channel


class Case(Value):
    """One answer to grade. `given` is what the candidate was shown: repeating it is no evidence."""

    rubric: Rubric
    answer: str
    given: tuple[str, ...] = ()


class Grader(Protocol):
    """Streams each verdict as it is verified, then the whole grade, always last, whatever happens."""

    name: str
    version: str

    def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]: ...


class Piece(Value):
    """More of the feedback on one channel. `restart` clears what this writer had said so far, on every channel."""

    channel: Channel
    text: str
    restart: bool = False


class FeedbackWriter(Protocol):
    """Streams feedback on a graded answer in pieces, then the whole, always last, whatever happens."""

    def write(self, case: Case, graded: Graded) -> AsyncGenerator[Piece | Feedback, None]: ...
