"""Reports: the log, the transcript and the report of one interview, computed whenever they are asked for."""

from server.domain.attempt import Attempt, Difference, difference
from server.domain.card import Card, missed_cards
from server.domain.event import Event
from server.domain.grade import Sheet
from server.domain.interview import Interview
from server.domain.report import QuestionReport, Report, main_turns, rehearse_next, state_of, summaries
from server.domain.scoring import after_follow_ups
from server.domain.transcript import Transcript, Turn, transcript_of
from server.ports import Repositories, Store
from server.services.interviews import owned, pinned
from server.services.progress import last_graded


class Reports:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def events(self, interview_id: str, since: int, limit: int) -> list[Event]:
        """The next events after `since`, at most `limit`; whoever asks has been let in before."""
        return await self._store.read(lambda repos: repos.events.since(interview_id, since, limit))

    async def head(self, interview_id: str) -> int:
        return await self._store.read(lambda repos: repos.events.head(interview_id))

    async def report(self, person: str, interview_id: str) -> Report:
        """NotFound or Forbidden where this person has no such interview."""
        return await self._store.read(lambda repos: _report(repos, owned(repos, interview_id, person)))

    async def cards(self, person: str, interview_id: str) -> tuple[Card, ...]:
        """What the newest answers of this interview lacked, as flash cards. Errors as for `report`."""

        def query(repos: Repositories) -> tuple[Card, ...]:
            interview = owned(repos, interview_id, person)
            rubrics = {one.question_id: pinned(repos, one.question_id, one.version).rubric for one in interview.plan}
            return missed_cards(_report(repos, interview), rubrics)

        return await self._store.read(query)


def _report(repos: Repositories, interview: Interview) -> Report:
    transcript = transcript_of(repos.events.since(interview.id, 0))
    turns = main_turns(transcript)
    attempts = repos.attempts.of(interview.person, question_ids=[turn.question.question_id for turn in turns])
    questions = tuple(_question(repos, interview, transcript, turn, attempts) for turn in turns)
    states = [question.state for question in questions]
    return Report(
        id=interview.id,
        track=interview.track,
        mode=interview.mode,
        phase=interview.phase,
        started_at=transcript.started_at,
        ended_at=transcript.ended_at,
        standing={state: states.count(state) for state in dict.fromkeys(states)},
        summaries=summaries(turns),
        rehearse=rehearse_next(turns),
        questions=questions,
    )


def _question(
    repos: Repositories, interview: Interview, transcript: Transcript, turn: Turn, attempts: list[Attempt]
) -> QuestionReport:
    follow_ups = transcript.follow_ups(turn)
    is_open = transcript.ended_at is None and turn.question.number == interview.number
    return QuestionReport(
        state=state_of(turn, is_open=is_open),
        turn=turn,
        follow_ups=follow_ups,
        after_follow_ups=_after_follow_ups(repos, turn, follow_ups),
        since=_since(turn, attempts),
    )


def _since(turn: Turn, attempts: list[Attempt]) -> Difference | None:
    """What changed since the last graded attempt in an earlier interview, judged by the first answers."""
    given = turn.answers[0].given.answer_id if turn.answers else None
    now = next((attempt for attempt in attempts if attempt.answer_id == given), None)
    if now is None or now.graded is None:
        return None
    earlier = [
        attempt
        for attempt in attempts
        if attempt.question_id == now.question_id
        and attempt.first
        and attempt.at < now.at
        and attempt.interview_id != now.interview_id
    ]
    before = last_graded(earlier)
    return difference(before, now.graded) if before is not None else None


def _after_follow_ups(repos: Repositories, turn: Turn, follow_ups: tuple[Turn, ...]) -> float | None:
    """The technical score with what the follow-ups brought; None where none was graded."""
    first = _sheet(repos, turn.answers[0].given.answer_id) if turn.answers else None
    later = [_sheet(repos, answer.given.answer_id) for asked in follow_ups for answer in asked.answers]
    graded = [sheet for sheet in later if sheet is not None]
    if first is None or not graded:
        return None
    rubric = pinned(repos, turn.question.question_id, turn.question.rubric_version).rubric
    return after_follow_ups(rubric, first, graded).technical


def _sheet(repos: Repositories, answer_id: str) -> Sheet | None:
    """The sheet of the grade that counts; not of one that a timed interview still holds back."""
    grades = [grade for grade in repos.grades.of(answer_id) if grade.seq is not None]
    return grades[-1].graded.sheet if grades else None
