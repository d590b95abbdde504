"""Transcript: the events of one interview, gathered into turns and answers for reading."""

from collections.abc import Iterable
from datetime import datetime

from server.domain.event import (
    AnswerData,
    AsideData,
    ClarificationEvent,
    EndedEvent,
    Event,
    FeedbackData,
    FeedbackEvent,
    GradedData,
    GradeEvent,
    HintEvent,
    NotGradedData,
    QuestionData,
    QuestionEvent,
    RevealEvent,
)
from server.domain.event import AnswerEvent as AnswerGiven
from server.domain.interview import Part
from server.domain.value import Value


class Answer(Value):
    """One answer with every grade and feedback it was given, oldest first."""

    at: datetime
    given: AnswerData
    grades: tuple[GradedData | NotGradedData, ...] = ()
    feedback: tuple[FeedbackData, ...] = ()

    @property
    def grade(self) -> GradedData | None:
        """The grade that counts: the newest that is not an estimate, else the newest estimate."""
        graded = [g for g in self.grades if isinstance(g, GradedData)]
        settled = [g for g in graded if not g.estimate]
        return (settled or graded or [None])[-1]

    @property
    def not_graded(self) -> NotGradedData | None:
        """Why there is no grade, where there is none."""
        refused = [g for g in self.grades if isinstance(g, NotGradedData)]
        return refused[-1] if refused and self.grade is None else None


class Aside(Value):
    """A hint, a clarification or the model answer."""

    at: datetime
    kind: str
    said: AsideData


class Turn(Value):
    """One question (main or follow-up), what was said beside it, and the answers; the first one is unprompted."""

    seq: int
    at: datetime
    question: QuestionData
    asides: tuple[Aside, ...] = ()
    answers: tuple[Answer, ...] = ()


class Transcript(Value):
    turns: tuple[Turn, ...]
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def follow_ups(self, main: Turn) -> tuple[Turn, ...]:
        """The follow-ups of a main question, in order."""
        return tuple(
            turn
            for turn in self.turns
            if turn.question.part is Part.FOLLOW_UP and turn.question.number == main.question.number
        )


def transcript_of(events: Iterable[Event]) -> Transcript:
    """The transcript of these events, which are in order of `seq`."""
    draft = _Draft()
    for event in events:
        draft.take(event)
    return Transcript(turns=tuple(draft.turns), started_at=draft.started_at, ended_at=draft.ended_at)


class _Draft:
    """The transcript while it is being gathered."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None

    def take(self, event: Event) -> None:
        self.started_at = self.started_at or event.at
        match event:
            case QuestionEvent():
                self.turns.append(Turn(seq=event.seq, at=event.at, question=event.data))
            case AnswerGiven():
                self._extend_turn(answers=(*self.turns[-1].answers, Answer(at=event.at, given=event.data)))
            case HintEvent() | ClarificationEvent() | RevealEvent():
                aside = Aside(at=event.at, kind=event.kind, said=event.data)
                self._extend_turn(asides=(*self.turns[-1].asides, aside))
            case GradeEvent():
                self._extend_answer(event.data.answer_id, "grades", event.data)
            case FeedbackEvent():
                self._extend_answer(event.data.answer_id, "feedback", event.data)
            case EndedEvent():
                self.ended_at = event.at
            case _:
                pass

    def _extend_turn(self, **changes: object) -> None:
        self.turns[-1] = self.turns[-1].model_copy(update=changes)

    def _extend_answer(self, answer_id: str, field: str, more: object) -> None:
        for place, turn in enumerate(self.turns):
            answers = tuple(
                answer.model_copy(update={field: (*getattr(answer, field), more)})
                if answer.given.answer_id == answer_id
                else answer
                for answer in turn.answers
            )
            self.turns[place] = turn.model_copy(update={"answers": answers})
