"""Jobs: grading and feedback work that outlives sockets and crashes.

A claim is a number that rises; finishing and putting back ask for the claim that took the job (the fencing
token), so that a worker whose lease ran out can no longer write anything.
"""

from datetime import datetime

from sqlalchemy import Connection, Integer, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from server.adapters.db.tables import jobs
from server.ports import Job

# Made once, because every wake-up takes them: making a statement costs more than running it.
_DUE = (
    select(jobs.c.id)
    .where(
        or_(
            and_(jobs.c.state == "waiting", jobs.c.due_at <= bindparam("now")),
            and_(jobs.c.state == "running", jobs.c.lease_until <= bindparam("now")),
        )
    )
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(bindparam("most", type_=Integer))
)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id.in_(_DUE))
    .values(state="running", claim=jobs.c.claim + 1, tries=jobs.c.tries + 1, lease_until=bindparam("until"))
    .returning(jobs)
)
_NEXT_DUE = (
    select(func.min(jobs.c.due_at)).where(jobs.c.state == "waiting"),
    select(func.min(jobs.c.lease_until)).where(jobs.c.state == "running"),
)


class Jobs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: Job) -> None:
        self._connection.execute(insert(jobs), job.model_dump(exclude={"id"}))

    def claim(self, now: datetime, lease_until: datetime, limit: int) -> list[Job]:
        rows = self._connection.execute(_CLAIM, {"now": now, "until": lease_until, "most": limit})
        claimed = [Job.model_validate(dict(row)) for row in rows.mappings()]
        return sorted(claimed, key=lambda job: (job.due_at, job.id))

    def renew(self, job: Job, lease_until: datetime) -> bool:
        return self._change(job, lease_until=lease_until)

    def finish(self, job: Job) -> bool:
        return self._change(job, state="done", lease_until=None)

    def put_back(self, job: Job, due_at: datetime, reason: str) -> bool:
        return self._change(job, state="waiting", lease_until=None, due_at=due_at, reason=reason)

    def hurry(self, answer_id: str, now: datetime) -> bool:
        found = self._connection.execute(
            update(jobs).where(*_grading(answer_id), jobs.c.state == "waiting").values(due_at=now, reason=None)
        )
        running = select(jobs.c.id).where(*_grading(answer_id), jobs.c.state == "running")
        return found.rowcount > 0 or self._connection.execute(running).first() is not None

    def release_all(self) -> int:
        freed = update(jobs).where(jobs.c.state == "running").values(state="waiting", lease_until=None)
        return self._connection.execute(freed).rowcount

    def next_due(self) -> datetime | None:
        times = [self._connection.execute(query).scalar() for query in _NEXT_DUE]
        return min((time for time in times if time is not None), default=None)

    def newest(self, answer_id: str) -> Job | None:
        query = select(jobs).where(*_grading(answer_id)).order_by(jobs.c.version.desc()).limit(1)
        row = self._connection.execute(query).mappings().one_or_none()
        return Job.model_validate(dict(row)) if row is not None else None

    def unfinished(self, interview_id: str) -> list[Job]:
        rows = self._connection.execute(
            select(jobs)
            .where(
                jobs.c.interview_id == interview_id,
                jobs.c.kind == "grade",
                jobs.c.estimate.is_(False),
                jobs.c.state != "done",
            )
            .order_by(jobs.c.id)
        )
        return [Job.model_validate(dict(row)) for row in rows.mappings()]

    def _change(self, job: Job, **values: object) -> bool:
        mine = update(jobs).where(jobs.c.id == job.id, jobs.c.claim == job.claim, jobs.c.state == "running")
        return self._connection.execute(mine.values(**values)).rowcount == 1


def _grading(answer_id: str) -> tuple[ColumnElement[bool], ...]:
    return (jobs.c.answer_id == answer_id, jobs.c.kind == "grade", jobs.c.estimate.is_(False))
