"""Values for tests of the database: an interview, an answer to it, a job on that."""

from datetime import UTC, datetime

from server.domain.event import AsideData
from server.domain.interview import Interview, Mode, PlannedQuestion
from server.ports import Job, Repositories, StoredAnswer

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def interview(name: str = "i1", person: str = "local") -> Interview:
    plan = (PlannedQuestion(question_id="q", version="v"),)
    return Interview(id=name, person=person, track="t", mode=Mode.PRACTICE, seed=1, plan=plan)


def append(repos: Repositories, text: str = "x") -> int:
    return repos.events.append("i1", NOW, "hint", AsideData(text=text))


def answer(name: str = "a1", seq: int = 2, number: int = 1) -> StoredAnswer:
    return StoredAnswer(
        id=name, interview_id="i1", seq=seq, question_id="q", rubric_version="v", text="said", via="typed",
        number=number, ask="Why?", at=NOW,
    )  # fmt: skip


def job(answer_id: str = "a1", **changes: object) -> Job:
    return Job(
        kind="grade", interview_id="i1", answer_id=answer_id, version=1, grader="embedded", due_at=NOW, made_at=NOW
    ).model_copy(update=changes)
