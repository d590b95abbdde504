"""Report: what one interview came to, computed from its transcript whenever it is asked for.

Averages never mix graders or their versions, and never hide an answer that was not graded: each `Summary`
is of one grader, and `standing` counts every question.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from server.domain.attempt import Difference
from server.domain.event import GradedData
from server.domain.grade import Points, Verdict
from server.domain.interview import Mode, Part, Phase
from server.domain.transcript import Answer, Transcript, Turn
from server.domain.value import Value


class State(StrEnum):
    """What became of one question."""

    GRADED = "graded"
    ESTIMATED = "estimated"
    WAITING = "waiting"
    NOT_GRADED = "not_graded"
    SKIPPED = "skipped"
    OPEN = "open"


class CriterionMean(Value):
    id: str
    name: str
    earned: Points
    possible: Points


class TopicMean(Value):
    topic: str
    questions: int
    technical: Points


class Summary(Value):
    """Means over the main questions that one grader graded: their first, unprompted answers."""

    grader: str
    grader_version: str
    estimate: bool
    questions: int
    technical: Points
    phrasing: Points
    topics: tuple[TopicMean, ...]
    criteria: tuple[CriterionMean, ...]


class Rehearse(Value):
    """A key point to rehearse next: the heaviest that was missed or contradicted."""

    number: int
    question_id: str
    says: str
    because: str


class QuestionReport(Value):
    """One main question with its follow-ups. `after_follow_ups` is the technical score they led to.

    `since` is what changed since the last attempt, in an earlier interview.
    """

    state: State
    turn: Turn
    follow_ups: tuple[Turn, ...]
    after_follow_ups: Points | None = None
    since: Difference | None = None


class Report(Value):
    id: str
    track: str
    mode: Mode
    phase: Phase
    started_at: datetime | None
    ended_at: datetime | None
    standing: dict[State, int]
    summaries: tuple[Summary, ...]
    rehearse: tuple[Rehearse, ...]
    questions: tuple[QuestionReport, ...]


REHEARSE_AT_MOST = 5


def main_turns(transcript: Transcript) -> list[Turn]:
    return [turn for turn in transcript.turns if turn.question.part is Part.MAIN]


def state_of(turn: Turn, *, is_open: bool) -> State:
    """What became of a main question, judged by its first answer."""
    if not turn.answers:
        return State.OPEN if is_open else State.SKIPPED
    first = turn.answers[0]
    if first.grade is not None:
        return State.ESTIMATED if first.grade.estimate else State.GRADED
    return State.NOT_GRADED if first.not_graded is not None and first.not_graded.final else State.WAITING


def summaries(turns: Sequence[Turn]) -> tuple[Summary, ...]:
    """One summary for each grader, version and kind (grade or estimate) that graded first answers."""
    graded = [(turn, grade) for turn in turns if (grade := _first_grade(turn)) is not None]

    def by_grader(pair: tuple[Turn, GradedData]) -> tuple[str, str, bool]:
        return pair[1].provenance.grader, pair[1].provenance.grader_version, pair[1].estimate

    return tuple(
        _summary(name, version, estimate, list(pairs))
        for (name, version, estimate), pairs in groupby(sorted(graded, key=by_grader), key=by_grader)
    )


def rehearse_next(turns: Sequence[Turn]) -> tuple[Rehearse, ...]:
    """The heaviest points that the newest answers still miss."""
    missed: list[tuple[float, Rehearse]] = []
    for turn in turns:
        grade = _newest_grade(turn.answers)
        for line in grade.lines.points if grade else ():
            if line.verdict in (Verdict.MISSED, Verdict.CONTRADICTED):
                found = Rehearse(
                    number=turn.question.number,
                    question_id=turn.question.question_id,
                    says=line.says,
                    because=line.because,
                )
                missed.append((-line.possible, found))
    missed.sort(key=lambda pair: pair[0])
    return tuple(found for _, found in missed[:REHEARSE_AT_MOST])


def _first_grade(turn: Turn) -> GradedData | None:
    return turn.answers[0].grade if turn.answers else None


def _newest_grade(answers: Sequence[Answer]) -> GradedData | None:
    return next((answer.grade for answer in reversed(answers) if answer.grade is not None), None)


def _summary(name: str, version: str, estimate: bool, pairs: list[tuple[Turn, GradedData]]) -> Summary:
    by_topic: dict[str, list[float]] = {}
    for turn, grade in pairs:
        by_topic.setdefault(turn.question.topic, []).append(grade.scores.technical)
    criteria: dict[str, list[CriterionMean]] = {}
    for _, grade in pairs:
        for line in grade.lines.criteria:
            one = CriterionMean(id=line.id, name=line.name, earned=line.earned, possible=line.possible)
            criteria.setdefault(line.id, []).append(one)
    return Summary(
        grader=name,
        grader_version=version,
        estimate=estimate,
        questions=len(pairs),
        technical=_mean([grade.scores.technical for _, grade in pairs]),
        phrasing=_mean([grade.scores.phrasing for _, grade in pairs]),
        topics=tuple(TopicMean(topic=t, questions=len(s), technical=_mean(s)) for t, s in by_topic.items()),
        criteria=tuple(
            CriterionMean(
                id=same[0].id,
                name=same[0].name,
                earned=_mean([one.earned for one in same]),
                possible=_mean([one.possible for one in same]),
            )
            for same in criteria.values()
        ),
    )


def _mean(scores: Sequence[float]) -> float:
    return round(sum(scores) / len(scores), 1)
