"""Turn: what one move changes, inside one transaction."""

from datetime import datetime, timedelta
from typing import assert_never

from server.domain.bank import Pinned
from server.domain.event import AnswerData, AsideData, EndedData, GradingData, PhaseData
from server.domain.interview import Interview, Mode, MoveKind, Part, Phase
from server.domain.rubric import KeyPoint
from server.errors import OutOfTurn
from server.ports import Job, Repositories, StoredAnswer
from server.protocol import (
    AnswerMove,
    ClarifyMove,
    EndMove,
    EstimateMove,
    HintMove,
    Move,
    NextMove,
    PauseMove,
    RegradeMove,
    ResumeMove,
    RevealMove,
    SkipMove,
)
from server.services.interviews import ask, pinned
from server.services.publishing import follow_up_now, publish_held_back

NO_MORE = "That is all I can add. Take it as you understand it; there is no trick in it."
GRACE = timedelta(seconds=5)
"""How long after a deadline an answer still counts as on time: the way over the network."""


ESTIMATOR = "embedded"
ESTIMATE_VERSION = 0
"""Free for it: grades proper count from 1, and an answer has at most one estimate."""


class Turn:
    """One move, inside one transaction. `take` returns the seq of the event the move wrote."""

    def __init__(self, repos: Repositories, interview: Interview, now: datetime, grader: str, answer_id: str) -> None:
        self._repos = repos
        self._interview = interview
        self._now = now
        self._grader = grader
        self._answer_id = answer_id

    def take(self, move: Move) -> int:
        self._interview.require(move.kind)
        if move.about != self._interview.open_seq:
            raise OutOfTurn(
                f"about: expected {self._interview.open_seq}, the open question, got {move.about}. "
                "The interview has gone on, perhaps in another tab."
            )
        match move:
            case AnswerMove():
                return self._answer(move)
            case HintMove():
                return self._hint()
            case ClarifyMove():
                return self._clarify(move.text)
            case RevealMove():
                return self._append("reveal", AsideData(text=self._pinned().rubric.model_answer))
            case SkipMove():
                return self._go_on(move.kind, None)
            case NextMove():
                return self._go_on(move.kind, self._follow_up() if move.follow_up else None)
            case PauseMove() | ResumeMove():
                return self._phase(move.kind)
            case RegradeMove():
                return self._regrade()
            case EstimateMove():
                return self._estimate()
            case EndMove():
                return self._end(self._interview.moved(move.kind))
            case _:
                assert_never(move)

    def _answer(self, move: AnswerMove) -> int:
        late = self._interview.deadline is not None and self._now > self._interview.deadline + GRACE
        point = self._interview.followed[-1] if self._interview.part is Part.FOLLOW_UP else None
        current = self._interview.current
        question = self._pinned()
        seq = self._append("answer", AnswerData(answer_id=self._answer_id, text=move.text, via=move.via, late=late))
        self._repos.answers.add(
            StoredAnswer(
                id=self._answer_id,
                interview_id=self._interview.id,
                seq=seq,
                question_id=current.question_id,
                rubric_version=current.version,
                text=move.text,
                raw=move.raw,
                via=move.via,
                point=point,
                number=self._interview.number,
                ask=question.rubric.key_point(point).probe if point else question.rubric.ask,
                at=self._now,
            )
        )
        self._order(self._answer_id, 1, self._grader, estimate=False)
        self._repos.drafts.put(self._interview.id, self._interview.open_seq, "")
        self._repos.interviews.save(self._interview.moved(move.kind))
        return seq

    def _hint(self) -> int:
        hints = self._pinned().hints if self._interview.part is Part.MAIN else ()
        given = self._asides("hint")
        if given >= len(hints):
            raise OutOfTurn(f"hint: this question has {len(hints)} and all were given. Answer as well as you can.")
        return self._append("hint", AsideData(text=hints[given]))

    def _clarify(self, asked: str | None) -> int:
        first = self._asides("clarification") == 0 and self._interview.part is Part.MAIN
        return self._append("clarification", AsideData(text=self._pinned().clarify if first else NO_MORE, asked=asked))

    def _go_on(self, kind: MoveKind, follow_up: KeyPoint | None) -> int:
        after = self._interview.moved(kind, follow_up=follow_up)
        if after.phase is Phase.ENDED:
            return self._end(after)
        return ask(self._repos, after, self._now, follow_up).open_seq

    def _follow_up(self) -> KeyPoint | None:
        """The point to ask about again. In practice one was offered, so there must be one; timed just goes on."""
        point = follow_up_now(self._repos, self._interview)
        if point is None and self._interview.mode is Mode.PRACTICE:
            raise OutOfTurn("follow_up: there is nothing left to follow up here. Go on to the next question.")
        return point

    def _phase(self, kind: MoveKind) -> int:
        after = self._interview.moved(kind)
        left = self._interview.deadline
        if kind is MoveKind.RESUME and left is not None:
            after = after.model_copy(update={"deadline": left + (self._now - self._paused_at())})
        self._repos.interviews.save(after)
        return self._append("phase", PhaseData(from_=self._interview.phase, to=after.phase, deadline=after.deadline))

    def _end(self, after: Interview) -> int:
        self._repos.interviews.save(after)
        if self._interview.mode is Mode.TIMED:
            publish_held_back(self._repos, self._interview.id, self._now)
        waiting = len(self._repos.jobs.unfinished(self._interview.id))
        numbers = range(1, len(after.plan) + 1)
        answers = [answer for number in numbers for answer in self._repos.answers.of(after.id, number)]
        graded = sum(bool(self._repos.grades.of(answer.id)) for answer in answers)
        return self._append("ended", EndedData(graded=graded, waiting=waiting))

    def _regrade(self) -> int:
        """Hurry the waiting job, or, where the grader had given up, order the grade again."""
        answer = self._ungraded("regrade")
        if self._repos.jobs.hurry(answer.id, self._now):
            return self._repos.events.head(self._interview.id)
        newest = self._repos.jobs.newest(answer.id)
        return self._order(answer.id, newest.version + 1 if newest else 1, self._grader, estimate=False)

    def _estimate(self) -> int:
        answer = self._ungraded("estimate")
        events = self._repos.events.since(self._interview.id, answer.seq)
        ordered = [e.data for e in events if e.kind == "grading" and e.data.version == ESTIMATE_VERSION]
        if any(grading.answer_id == answer.id for grading in ordered):
            raise OutOfTurn(
                "estimate: this answer has its estimate already, or it is on its way. The grade itself will follow."
            )
        return self._order(answer.id, ESTIMATE_VERSION, ESTIMATOR, estimate=True)

    def _ungraded(self, what: str) -> StoredAnswer:
        answer = self._repos.answers.newest(self._interview.id)
        if answer is None or any(not g.graded.estimate for g in self._repos.grades.of(answer.id)):
            raise OutOfTurn(f"{what}: expected an answer that is not graded yet; this one is. Answer again instead.")
        return answer

    def _order(self, answer_id: str, version: int, grader: str, *, estimate: bool) -> int:
        self._repos.jobs.add(
            Job(
                kind="grade",
                interview_id=self._interview.id,
                answer_id=answer_id,
                version=version,
                grader=grader,
                estimate=estimate,
                due_at=self._now,
                made_at=self._now,
            )
        )
        return self._append("grading", GradingData(answer_id=answer_id, version=version, grader=grader))

    def _asides(self, kind: str) -> int:
        events = self._repos.events.since(self._interview.id, self._interview.open_seq)
        return sum(event.kind == kind for event in events)

    def _paused_at(self) -> datetime:
        events = self._repos.events.since(self._interview.id, self._interview.open_seq)
        return [event.at for event in events if event.kind == "phase"][-1]

    def _pinned(self) -> Pinned:
        current = self._interview.current
        return pinned(self._repos, current.question_id, current.version)

    def _append(self, kind: str, data: AnswerData | AsideData | EndedData | GradingData | PhaseData) -> int:
        return self._repos.events.append(self._interview.id, self._now, kind, data)
