"""Opening an interview: what is drawn, what is pinned, and what a bad wish is told."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from server.domain.bank import Pinned
from server.domain.interview import Mode
from server.domain.question import Level
from server.errors import Forbidden, Invalid, NotFound
from server.services.interviews import Wish
from tests.clock import START
from tests.small_house import PERSON, SmallHouse, the_bank

pytestmark = pytest.mark.anyio

OAUTH = "security-and-auth/oauth2/oauth2-password-bearer"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[SmallHouse, None]:
    house = SmallHouse(tmp_path)
    yield house
    await house.store.close()


async def test_the_first_question_is_asked_in_the_same_transaction(house: SmallHouse) -> None:
    interview = await house.open(count=3)
    (event,) = await house.events(interview.id)
    assert (event.seq, event.kind, event.data.number, event.data.of) == (1, "question", 1, 3)
    assert interview.open_seq == 1


async def test_the_same_seed_draws_the_same_questions(house: SmallHouse) -> None:
    plans = [(await house.open(count=4, seed=seed)).plan for seed in (7, 7, 8)]
    assert plans[0] == plans[1] != plans[2]


async def test_versions_are_pinned_with_their_bodies(house: SmallHouse) -> None:
    interview = await house.open(question_ids=(OAUTH,), count=None)
    version = the_bank().question(OAUTH).version
    assert interview.plan[0].version == version
    body = await house.store.read(lambda repos: repos.documents.get("question", OAUTH, version))
    assert Pinned.model_validate_json(body).rubric == the_bank().rubric(OAUTH)


async def test_minutes_become_questions_of_three_minutes(house: SmallHouse) -> None:
    assert len((await house.open(count=None, minutes=10)).plan) == 3
    assert len((await house.open(count=None)).plan) == 5


async def test_only_a_timed_question_has_a_deadline(house: SmallHouse) -> None:
    assert (await house.open()).deadline is None
    assert (await house.open(mode=Mode.TIMED)).deadline == START + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("wish", "kind", "said"),
    [
        ({"track": "django"}, NotFound, "track: expected one of 'fastapi', got 'django'"),
        ({"topics": ("testin",)}, Invalid, "got 'testin'. Did you mean 'testing'"),
        ({"question_ids": ("oauth2-password-bearer",)}, NotFound, f"Did you mean '{OAUTH}'"),
        (
            {"question_ids": (OAUTH, OAUTH)},
            Invalid,
            f"question_ids: .* got '{OAUTH}' more than once. Name it only once",
        ),
        ({"count": 2, "minutes": 9}, Invalid, "expected one of them, got both"),
    ],
)
async def test_a_bad_wish_is_told_what_was_expected(
    house: SmallHouse, wish: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        await house.interviews.open(PERSON, Wish.model_validate({"track": "fastapi", **wish}))
    assert await house.interviews.newest(PERSON) == []


async def test_levels_and_topics_narrow_the_draw(house: SmallHouse) -> None:
    interview = await house.open(count=50, level=Level.SENIOR)
    levels = {the_bank().question(planned.question_id).level for planned in interview.plan}
    assert levels == {Level.SENIOR}
    interview = await house.open(count=50, topics=("testing", "security-and-auth/oauth2"))
    assert {planned.question_id.split("/")[0] for planned in interview.plan} == {"testing", "security-and-auth"}


async def test_nobody_elses_interview_is_opened(house: SmallHouse) -> None:
    interview = await house.open()
    with pytest.raises(Forbidden, match="another person's"):
        await house.interviews.get("somebody else", interview.id)
    assert await house.interviews.newest("somebody else") == []
