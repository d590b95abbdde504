"""Grading: claims jobs, runs graders and feedback writers, and settles each job once, whoever watches.

A job outlives the socket and the process: it is claimed with a lease that is renewed while the work runs, and
after a crash it is taken up under the next claim.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, aclosing, nullcontext, suppress
from datetime import timedelta
from typing import NamedTuple

from server.domain.bank import Pinned
from server.domain.grade import Feedback, Graded, NotGraded, Reason
from server.domain.interview import Interview
from server.ports import (
    Case,
    Clock,
    EventBus,
    FeedbackWriter,
    Grader,
    Job,
    Live,
    Payer,
    Piece,
    Repositories,
    Store,
    StoredAnswer,
)
from server.services.interviews import pinned
from server.services.publishing import holds_back, publish_feedback, publish_grade, publish_refusal

log = logging.getLogger("viva.grading")

LEASE = timedelta(seconds=30)
RENEW_EVERY = 10.0
AT_ONCE = 16
"""Jobs at once where this machine does the work itself."""

GIVE_UP_AFTER = timedelta(hours=24)
FOR_GOOD = frozenset({Reason.ANSWER_BUDGET_SPENT})
"""Reasons that no waiting mends."""

FIRST_RETRY = 15.0
LONGEST_RETRY = 900.0


class Work(NamedTuple):
    """A claimed job with all it needs, read in one go."""

    job: Job
    interview: Interview
    answer: StoredAnswer
    question: Pinned
    graded: Graded | None


class Desk(NamedTuple):
    """A grader and the writer that puts its grades into words."""

    grader: Grader
    writer: FeedbackWriter


class Grading:
    """`desks` by grader name. `new_id` names streams; `jitter` spreads retries over time; `at_once` bounds the jobs.

    `paid_by` says for whom the calls to a model are that are made inside it.
    """

    def __init__(
        self,
        store: Store,
        bus: EventBus,
        clock: Clock,
        desks: Mapping[str, Desk],
        new_id: Callable[[], str],
        jitter: Callable[[], float] = random.random,
        at_once: int = AT_ONCE,
        paid_by: Callable[[Payer], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._desks = desks
        self._new_id = new_id
        self._jitter = jitter
        self._at_once = at_once
        self._paid_by = paid_by
        self._work = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def hurry(self) -> None:
        """There is, or may be, work to do now."""
        self._work.set()

    async def run(self) -> None:
        """Take up jobs until cancelled; then let go of what runs, to be taken up by the next process."""
        released = False
        try:
            while True:
                self._work.clear()
                try:
                    released = released or await self._release()
                    await self._take_up()
                    await self._until_work()
                except Exception:  # a full disk, say: grading outlives it
                    log.exception("jobs could not be taken up; trying again in %.0f s", RENEW_EVERY)
                    await self._clock.sleep(RENEW_EVERY)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _release(self) -> bool:
        """Free the leases of the process before this one; only one process may have the database open."""
        await self._store.write(lambda repos: repos.jobs.release_all())
        return True

    async def _take_up(self) -> None:
        free = self._at_once - len(self._running)
        if free <= 0:
            return
        now = self._clock.now()
        for job in await self._store.write(lambda repos: repos.jobs.claim(now, now + LEASE, free)):
            task = asyncio.create_task(self._run_one(job), name=f"{job.kind}-{job.answer_id}")
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._work.set()

    async def _until_work(self) -> None:
        """Until somebody hurries us or the next job is due."""
        due = await self._store.read(lambda repos: repos.jobs.next_due())
        if due is None or len(self._running) >= self._at_once:
            await self._work.wait()
            return
        seconds = (due - self._clock.now()).total_seconds()
        if seconds <= 0:
            return
        timer = asyncio.create_task(self._clock.sleep(seconds))
        work = asyncio.create_task(self._work.wait())
        try:
            await asyncio.wait((timer, work), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            work.cancel()

    async def _run_one(self, job: Job) -> None:
        """Run one job beside the renewal of its lease; whichever ends first ends the other."""
        work = asyncio.create_task(self._do(job))
        lease = asyncio.create_task(self._keep(job))
        try:
            await asyncio.wait((work, lease), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (work, lease):
                task.cancel()
            results = await asyncio.gather(work, lease, return_exceptions=True)
        for error in results:
            if isinstance(error, Exception):
                log.error("%s job %s failed under claim %s", job.kind, job.id, job.claim, exc_info=error)
                await self._put_back_after_failure(job)

    async def _keep(self, job: Job) -> None:
        """Renew the lease until it is lost. A renewal that fails is not a loss: the claim is checked at the end."""
        while True:
            await self._clock.sleep(RENEW_EVERY)
            until = self._clock.now() + LEASE
            try:
                held = await self._store.write(lambda repos, until=until: repos.jobs.renew(job, until))
            except Exception:
                log.exception("the lease of %s job %s was not renewed", job.kind, job.id)
                continue
            if not held:
                log.warning("%s job %s: claim %s was lost", job.kind, job.id, job.claim)
                return

    async def _put_back_after_failure(self, job: Job) -> None:
        """A fault of ours (a bug, a full disk): say so and try again later rather than lose the answer."""
        due = self._clock.now() + timedelta(seconds=self._pause(job.tries))
        with suppress(Exception):
            if job.kind == "grade":
                await self._settle(job, None)
            else:
                await self._store.write(lambda repos: repos.jobs.put_back(job, due, Reason.GRADER_FAILED))
            self._bus.wake(job.interview_id)

    async def _do(self, job: Job) -> None:
        work = await self._store.read(lambda repos: _work(repos, job))
        with self._paid_by(Payer(person=work.interview.person, answer_id=job.answer_id, claim=job.claim)):
            await (self._grade(work) if job.kind == "grade" else self._write_feedback(work))
        self._bus.wake(job.interview_id)

    async def _grade(self, work: Work) -> None:
        job, desk = work.job, self._desk(work.job)
        stream_id = self._new_id()
        grade: Graded | NotGraded | None = None
        try:
            async with aclosing(desk.grader.grade(_case(work))) as stream:
                async for item in stream:
                    if isinstance(item, Graded | NotGraded):
                        grade = item
                    elif not holds_back(work.interview):
                        live = Live(stream_id=stream_id, answer_id=job.answer_id, line=item)
                        self._bus.say(job.interview_id, live)
            await self._settle(job, grade)
        finally:
            self._bus.hush(job.interview_id, stream_id)
            self._bus.wake(job.interview_id)

    async def _settle(self, job: Job, grade: Graded | NotGraded | None) -> None:
        now = self._clock.now()
        if isinstance(grade, Graded):
            provenance = grade.provenance.model_copy(update={"claim": job.claim, "at": now})
            whole = grade.model_copy(update={"provenance": provenance, "estimate": job.estimate})
            await self._store.write(lambda repos: publish_grade(repos, job, whole, now))
            return
        reason = grade.reason if grade is not None else Reason.GRADER_FAILED
        after = max(self._pause(job.tries), (grade.retry_after or 0) if grade is not None else 0)
        again = reason not in FOR_GOOD and now - job.made_at < GIVE_UP_AFTER
        retry_at = now + timedelta(seconds=after) if again else None
        await self._store.write(lambda repos: publish_refusal(repos, job, reason, now, retry_at))

    async def _write_feedback(self, work: Work) -> None:
        job, desk = work.job, self._desk(work.job)
        assert work.graded is not None, "a feedback job is made in the transaction that stores its grade"
        stream_id = self._new_id()
        feedback: Feedback | None = None
        try:
            async with aclosing(desk.writer.write(_case(work), work.graded)) as stream:
                async for item in stream:
                    if isinstance(item, Feedback):
                        feedback = item
                    elif not holds_back(work.interview):
                        stream_id = self._say(job, stream_id, item)
            if feedback is None:
                raise RuntimeError("the feedback writer ended without its whole")
            now, whole = self._clock.now(), feedback
            await self._store.write(lambda repos: publish_feedback(repos, job, whole, now))
        finally:
            self._bus.hush(job.interview_id, stream_id)
            self._bus.wake(job.interview_id)

    def _say(self, job: Job, stream_id: str, piece: Piece) -> str:
        """Pass a piece on; a writer that starts again does so under a new stream."""
        if piece.restart:
            self._bus.hush(job.interview_id, stream_id)
            stream_id = self._new_id()
        if piece.text:
            live = Live(stream_id=stream_id, answer_id=job.answer_id, channel=piece.channel, text=piece.text)
            self._bus.say(job.interview_id, live)
        return stream_id

    def _desk(self, job: Job) -> Desk:
        """The grader that the job was ordered from; where it is no longer set up, the one that is."""
        return self._desks.get(job.grader) or next(iter(self._desks.values()))

    def _pause(self, tries: int) -> float:
        """Seconds before the next try: doubling from FIRST_RETRY, with full jitter above half."""
        whole = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(tries - 1, 10))
        return whole * (0.5 + 0.5 * self._jitter())


def _work(repos: Repositories, job: Job) -> Work:
    answer = repos.answers.get(job.answer_id)
    grades = {grade.version: grade.graded for grade in repos.grades.of(job.answer_id)}
    return Work(
        job=job,
        interview=repos.interviews.get(job.interview_id),
        answer=answer,
        question=pinned(repos, answer.question_id, answer.rubric_version),
        graded=grades.get(job.version),
    )


def _case(work: Work) -> Case:
    """A follow-up is graded on the one key point that it asked about, and the misconceptions."""
    rubric = work.question.rubric
    if work.answer.point is not None:
        rubric = rubric.narrowed_to(work.answer.point)
    return Case(rubric=rubric, answer=work.answer.text, given=(work.answer.ask,))
