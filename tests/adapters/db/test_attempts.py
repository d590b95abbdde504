"""Attempts in the database: whose they are, which is the first, which was hinted, and which grade counts."""

from datetime import timedelta

import pytest

from server.adapters.db.store import SqliteStore
from server.domain.attempt import Attempt
from server.domain.event import AsideData
from server.domain.interview import Source
from server.ports import Repositories, StoredGrade
from tests.adapters.db.rows import NOW, answer, interview
from tests.rubric_fixture import RUBRIC, graded, scored

pytestmark = pytest.mark.anyio


def a_grade(version: int, *, seq: int | None = 9, answer_id: str = "a1", credit: float = 1) -> StoredGrade:
    whole = graded(scored(RUBRIC, [credit] * 3, [False, False], [2] * 5), estimate=version == 0)
    return StoredGrade(answer_id=answer_id, version=version, graded=whole, seq=seq)


async def attempts(store: SqliteStore, person: str = "local", **narrowed: object) -> list[Attempt]:
    return await store.read(lambda repos: repos.attempts.of(person, **narrowed))  # type: ignore[arg-type]


async def test_the_newest_grade_counts_before_an_estimate_and_held_back_ones_do_not(store: SqliteStore) -> None:
    (found,) = await attempts(store)
    assert found.graded is None
    for version, estimate in ((0, True), (1, False)):
        await store.write(lambda repos, version=version: repos.grades.add(a_grade(version)))
        (found,) = await attempts(store)
        assert found.graded is not None
        assert found.graded.estimate is estimate
    await store.write(lambda repos: repos.grades.add(a_grade(2, seq=None, credit=0)))
    (found,) = await attempts(store)
    assert found.graded is not None
    assert found.graded.sheet.technical == 100


async def test_a_retry_is_not_the_first_and_a_follow_up_is_no_attempt(store: SqliteStore) -> None:
    def more(repos: Repositories) -> None:
        repos.answers.add(answer("a2", seq=3))
        repos.answers.add(answer("a3", seq=4).model_copy(update={"point": "p"}))

    await store.write(more)
    assert [(one.answer_id, one.first) for one in await attempts(store)] == [("a1", True), ("a2", False)]


@pytest.mark.parametrize("minutes", [-5, 0, 5])
async def test_the_log_says_which_is_the_first_wherever_the_clock_stands(store: SqliteStore, minutes: int) -> None:
    later = answer("a0", seq=3).model_copy(update={"at": NOW + timedelta(minutes=minutes)})
    await store.write(lambda repos: repos.answers.add(later))
    assert [(one.answer_id, one.first) for one in await attempts(store)] == [("a1", True), ("a0", False)]


async def test_attempts_of_two_interviews_are_told_by_time(store: SqliteStore) -> None:
    def fill(repos: Repositories) -> None:
        repos.interviews.add(interview("i0"), NOW)
        for name, seq, minutes in (("b1", 2, -1), ("b2", 3, 1)):
            moved = {"interview_id": "i0", "at": NOW + timedelta(minutes=minutes)}
            repos.answers.add(answer(name, seq=seq).model_copy(update=moved))

    await store.write(fill)
    found = [(one.answer_id, one.first) for one in await attempts(store)]
    assert found == [("b1", True), ("a1", True), ("b2", False)]


async def test_a_hint_counts_for_its_own_question_only(empty: SqliteStore) -> None:
    def fill(repos: Repositories) -> None:
        repos.interviews.add(interview(), NOW)
        for kind in ("question", "hint", "question"):
            repos.events.append("i1", NOW, kind, AsideData(text="x"))
        repos.answers.add(answer("a1", seq=4, number=2))
        repos.events.append("i1", NOW, "answer", AsideData(text="x"))
        for kind in ("question", "hint"):
            repos.events.append("i1", NOW, kind, AsideData(text="x"))
        repos.answers.add(answer("a2", seq=7, number=3))

    await empty.write(fill)
    assert [one.hinted for one in await attempts(empty)] == [False, True]


async def test_others_and_samples_are_left_out(store: SqliteStore) -> None:
    def fill(repos: Repositories) -> None:
        sample = interview("i2").model_copy(update={"source": Source.SAMPLE})
        repos.interviews.add(sample, NOW)
        repos.answers.add(answer("a2").model_copy(update={"interview_id": "i2"}))

    await store.write(fill)
    assert [one.answer_id for one in await attempts(store)] == ["a1"]
    assert await attempts(store, "somebody else") == []


async def test_attempts_are_narrowed_by_track_and_questions(store: SqliteStore) -> None:
    assert len(await attempts(store, track="t")) == len(await attempts(store, question_ids=["q", "r"])) == 1
    assert await attempts(store, track="u") == await attempts(store, question_ids=["r"]) == []


async def test_when_each_question_was_last_answered(store: SqliteStore) -> None:
    later = NOW + timedelta(days=1)
    await store.write(lambda repos: repos.answers.add(answer("a2", seq=3).model_copy(update={"at": later})))
    assert await store.read(lambda repos: repos.attempts.last_asked("local", "t")) == {"q": later}
