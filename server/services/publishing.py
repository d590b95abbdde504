"""Publishing: what becomes of a grade, a refusal or feedback, each in the transaction that settles its job."""

from datetime import datetime

from server.domain.event import FeedbackData, FollowUpOffer, GradedData, Lines, NotGradedData, Scores
from server.domain.grade import Feedback, Graded, Reason
from server.domain.interview import Interview, Mode, Phase, follow_up_for
from server.domain.rubric import KeyPoint
from server.ports import Job, Repositories, StoredFeedback, StoredGrade
from server.services.interviews import pinned


def publish_grade(repos: Repositories, job: Job, graded: Graded, now: datetime) -> bool:
    """Settle a grade job: the grade, its event and the feedback job. False, with nothing written, if fenced off."""
    if not repos.jobs.finish(job):
        return False
    repos.grades.add(StoredGrade(answer_id=job.answer_id, version=job.version, graded=graded))
    interview = repos.interviews.get(job.interview_id)
    if not holds_back(interview):
        _say_grade(repos, interview, job.answer_id, job.version, graded, now)
    repos.jobs.add(
        job.model_copy(
            update={"kind": "feedback", "state": "waiting", "claim": 0, "tries": 0, "due_at": now, "lease_until": None}
        )
    )
    return True


def publish_feedback(repos: Repositories, job: Job, feedback: Feedback, now: datetime) -> bool:
    """Settle a feedback job. False, with nothing written, if fenced off."""
    if not repos.jobs.finish(job):
        return False
    repos.feedbacks.add(StoredFeedback(answer_id=job.answer_id, version=job.version, feedback=feedback))
    if not holds_back(repos.interviews.get(job.interview_id)):
        _say_feedback(repos, job.interview_id, job.answer_id, job.version, feedback, now)
    return True


def publish_refusal(repos: Repositories, job: Job, reason: Reason, now: datetime, retry_at: datetime | None) -> bool:
    """Put a grade job back until `retry_at`, or give it up where that is None. One event a reason."""
    settled = repos.jobs.finish(job) if retry_at is None else repos.jobs.put_back(job, retry_at, reason)
    if not settled:
        return False
    news = retry_at is None or job.reason != reason
    if news and not holds_back(repos.interviews.get(job.interview_id)):
        _say_refusal(repos, job, reason, now, retry_at)
    return True


def publish_held_back(repos: Repositories, interview_id: str, now: datetime) -> None:
    """The end of a timed interview: everything that waited for it, in the order of the answers."""
    interview = repos.interviews.get(interview_id)
    for grade in repos.grades.held_back(interview_id):
        _say_grade(repos, interview, grade.answer_id, grade.version, grade.graded, now)
    for feedback in repos.feedbacks.held_back(interview_id):
        _say_feedback(repos, interview_id, feedback.answer_id, feedback.version, feedback.feedback, now)
    for job in repos.jobs.unfinished(interview_id):
        if job.reason is not None:
            _say_refusal(repos, job, Reason(job.reason), now, job.due_at)
    for job in _given_up(repos, interview):
        _say_refusal(repos, job, Reason(job.reason or Reason.GRADER_FAILED), now, None)


def _given_up(repos: Repositories, interview: Interview) -> list[Job]:
    """The jobs of answers that were never graded and are not tried any more."""
    numbers = range(1, len(interview.plan) + 1)
    answers = [answer for number in numbers for answer in repos.answers.of(interview.id, number)]
    newest = [repos.jobs.newest(answer.id) for answer in answers if not repos.grades.of(answer.id)]
    return [job for job in newest if job is not None and job.state == "done"]


def holds_back(interview: Interview) -> bool:
    """In timed mode no grade or feedback is shown before the end."""
    return interview.mode is Mode.TIMED and interview.phase is not Phase.ENDED


def _say_grade(
    repos: Repositories, interview: Interview, answer_id: str, version: int, graded: Graded, now: datetime
) -> None:
    sheet = graded.sheet
    seq = repos.events.append(
        interview.id,
        now,
        "grade",
        GradedData(
            answer_id=answer_id,
            version=version,
            estimate=graded.estimate,
            scores=Scores(technical=sheet.technical, phrasing=sheet.phrasing),
            lines=Lines(
                points=sheet.points,
                misconceptions=tuple(line for line in sheet.misconceptions if line.held),
                limits=sheet.limits,
                criteria=sheet.criteria,
                errors=graded.errors,
            ),
            band=graded.band,
            notices=graded.notices,
            follow_up=_offer(repos, interview, answer_id),
            provenance=graded.provenance,
        ),
    )
    repos.grades.published(answer_id, version, seq)


def _say_feedback(
    repos: Repositories, interview_id: str, answer_id: str, version: int, feedback: Feedback, now: datetime
) -> None:
    data = FeedbackData(answer_id=answer_id, version=version, **feedback.model_dump())
    repos.feedbacks.published(answer_id, version, repos.events.append(interview_id, now, "feedback", data))


def _say_refusal(repos: Repositories, job: Job, reason: Reason, now: datetime, retry_at: datetime | None) -> None:
    data = NotGradedData(
        answer_id=job.answer_id,
        version=job.version,
        final=retry_at is None,
        reason=reason,
        message=reason.sentence,
        retry_at=retry_at,
    )
    repos.events.append(job.interview_id, now, "grade", data)


def follow_up_now(repos: Repositories, interview: Interview) -> KeyPoint | None:
    """The key point that `next` would ask about again, by the newest grade of the main question; None without one."""
    main = [answer for answer in repos.answers.of(interview.id, interview.number) if answer.point is None]
    grades = [grade for answer in main for grade in repos.grades.of(answer.id)]
    if not grades:
        return None
    rubric = pinned(repos, interview.current.question_id, interview.current.version).rubric
    return follow_up_for(rubric, grades[-1].graded.sheet, interview.followed)


def _offer(repos: Repositories, interview: Interview, answer_id: str) -> FollowUpOffer | None:
    """The follow-up that `next` would ask now; only while this question is still open in practice."""
    answer = repos.answers.get(answer_id)
    if interview.mode is not Mode.PRACTICE or interview.phase is Phase.ENDED or answer.number != interview.number:
        return None
    point = follow_up_now(repos, interview)
    return FollowUpOffer(probe=point.probe) if point is not None else None
