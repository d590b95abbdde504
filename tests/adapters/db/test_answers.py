"""Answers, grades and feedback."""

import pytest

from server.adapters.db.store import SqliteStore
from server.domain.grade import Feedback
from server.errors import NotFound
from server.ports import StoredFeedback
from tests.adapters.db.rows import answer

pytestmark = pytest.mark.anyio

FEEDBACK = Feedback(technical="t", phrasing="p", stronger="s", by="template")


async def test_answers_are_found_by_id_by_question_and_newest_first(store: SqliteStore) -> None:
    await store.write(lambda repos: repos.answers.add(answer("a2", seq=9)))
    await store.write(lambda repos: repos.answers.add(answer("a3", seq=12, number=2)))
    assert await store.read(lambda repos: repos.answers.get("a1")) == answer("a1")
    assert [a.id for a in await store.read(lambda repos: repos.answers.of("i1", 1))] == ["a1", "a2"]
    assert (await store.read(lambda repos: repos.answers.newest("i1"))).id == "a3"
    assert await store.read(lambda repos: repos.answers.newest("nowhere")) is None


async def test_an_unknown_answer_is_not_found(store: SqliteStore) -> None:
    with pytest.raises(NotFound, match="a9"):
        await store.read(lambda repos: repos.answers.get("a9"))


async def test_a_version_is_held_back_until_it_is_published(store: SqliteStore) -> None:
    held = StoredFeedback(answer_id="a1", version=1, feedback=FEEDBACK)
    await store.write(lambda repos: repos.feedbacks.add(held))
    assert await store.read(lambda repos: repos.feedbacks.held_back("i1")) == [held]
    await store.write(lambda repos: repos.feedbacks.published("a1", 1, 7))
    assert await store.read(lambda repos: repos.feedbacks.held_back("i1")) == []
    assert [one.seq for one in await store.read(lambda repos: repos.feedbacks.of("a1"))] == [7]


async def test_a_version_of_an_answer_stands_once(store: SqliteStore) -> None:
    one = StoredFeedback(answer_id="a1", version=1, feedback=FEEDBACK)
    await store.write(lambda repos: repos.feedbacks.add(one))
    with pytest.raises(Exception, match="UNIQUE"):
        await store.write(lambda repos: repos.feedbacks.add(one))
