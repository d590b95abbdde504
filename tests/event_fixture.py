"""Events for tests of transcripts and reports: a log that is written one line at a time."""

from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from server.domain.event import Event
from server.domain.grade import Sheet
from tests.rubric_fixture import RUBRIC

START = datetime(2025, 1, 2, 9, 0, tzinfo=UTC)
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class Log:
    """Events in order, a minute apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, kind: str, **data: object) -> "Log":
        seq = len(self.events) + 1
        at = START + timedelta(minutes=seq)
        self.events.append(_EVENT.validate_python({"kind": kind, "seq": seq, "at": at, "data": data}))
        return self

    def question(self, number: int, part: str = "main", topic: str = "kettles", of: int = 3) -> "Log":
        return self.add(
            "question",
            number=number,
            of=of,
            part=part,
            question_id=f"{topic}/q{number}",
            rubric_version=RUBRIC.version,
            ask="Why?",
            topic=topic,
            hints=2,
        )

    def answer(self, answer_id: str) -> "Log":
        return self.add("answer", answer_id=answer_id, text="Because.", via="typed")

    def grade(self, answer_id: str, sheet: Sheet, *, grader: str = "one", estimate: bool = False) -> "Log":
        return self.add(
            "grade",
            answer_id=answer_id,
            version=1,
            estimate=estimate,
            scores={"technical": sheet.technical, "phrasing": sheet.phrasing},
            lines={
                "points": sheet.points,
                "misconceptions": (),
                "limits": sheet.limits,
                "criteria": sheet.criteria,
                "errors": (),
            },
            provenance={"grader": grader, "grader_version": "1", "rubric_version": RUBRIC.version},
            result="graded",
        )

    def refuse(self, answer_id: str, *, final: bool) -> "Log":
        return self.add(
            "grade",
            answer_id=answer_id,
            version=1,
            result="not_graded",
            final=final,
            reason="model_busy",
            message="The language model is busy and asked us to wait.",
        )
