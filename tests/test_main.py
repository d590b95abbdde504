"""The roof: the whole house built from settings, and what it says when it cannot be."""

import asyncio
import stat
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from server.domain.event import NotGradedData
from server.domain.grade import Reason
from server.errors import Misconfigured
from server.main import build, build_access, build_graders, create_app, is_loopback, living, new_id
from server.services.interviews import Wish
from server.settings import Settings, read_settings
from tests.clock import START, ManualClock
from tests.served import served
from tests.small_house import move

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path / "data")


async def test_the_house_serves_an_interview_with_embedded_defaults(settings: Settings) -> None:
    async with (
        served(create_app(build(settings))) as address,
        httpx2.AsyncClient(base_url=f"http://{address}", trust_env=False) as client,
    ):
        health = (await client.get("/api/health")).json()
        opened = await client.post("/api/interviews", json={})
    assert health["grader"]["name"] == "embedded"
    assert opened.json()["of"] == 5


async def test_the_access_key_is_made_once_and_readable_by_its_owner_only(settings: Settings) -> None:
    first = build(settings)
    await first.close()
    second = build(settings)
    await second.close()
    assert first.access.key == second.access.key
    assert len(first.access.key) >= 16
    assert stat.S_IMODE((settings.data_dir / "access-key").stat().st_mode) == 0o600


async def test_prompts_are_kept_by_version_where_a_model_grades(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path, llm_model="m", llm_base_url="http://127.0.0.1:9/v1")
    house = build(settings)
    prompt = house.graders.prompts["technical"]
    async with living(house):
        body = await house.store.read(lambda repos: repos.documents.get("prompt", "technical", prompt.version))
    assert body == prompt.text


async def test_a_spent_budget_is_said_with_the_time_of_the_next_try_and_nobody_is_called(tmp_path: Path) -> None:
    model = {"llm_model": "m", "llm_base_url": "http://127.0.0.1:9/v1"}
    house = build(read_settings(data_dir=tmp_path, daily_token_cap=10, **model), ManualClock())
    async with living(house):
        interview = await house.services.interviews.open("local", Wish(track="fastapi", count=1))
        said = move("answer", about=interview.open_seq, text="It validates what comes in.")
        await house.services.conductor.move(interview.id, "local", said)
        with house.services.bus.watch(interview.id) as watcher:
            async with asyncio.timeout(10):
                while (event := (await house.services.reports.events(interview.id, 0, 99))[-1]).kind != "grade":
                    await watcher.wait()
        counted = await house.store.read(lambda repos: repos.spending.counted(START.date()))
    assert isinstance(event.data, NotGradedData)
    assert (event.data.reason, event.data.final, event.data.message) == (
        Reason.BUDGET_SPENT,
        False,
        "Today's budget for the language model is spent; the next one begins at 00:00 UTC.",
    )
    assert event.data.retry_at == START.replace(hour=0) + timedelta(days=1)
    assert counted == 0


async def test_prompts_that_cannot_be_read_leave_the_database_free(tmp_path: Path) -> None:
    model = {"llm_model": "m", "llm_base_url": "http://127.0.0.1:9/v1"}
    with pytest.raises(Misconfigured, match=r"^prompts: expected"):
        build(read_settings(data_dir=tmp_path, prompts_dir=tmp_path / "none", **model))
    await build(read_settings(data_dir=tmp_path)).close()


def test_the_embedded_grader_stands_by_for_estimates_where_a_model_grades() -> None:
    graders = build_graders(read_settings(llm_model="m", llm_base_url="http://127.0.0.1:9/v1"), ManualClock())
    assert list(graders.desks) == ["llm", "embedded"]
    assert (graders.about().name, graders.about().model, graders.about().live) == ("llm", "m", True)


def test_a_bank_with_a_typo_is_refused_by_file_and_field(tmp_path: Path) -> None:
    bank = tmp_path / "rubrics"
    shipped = Path("rubrics")
    for source in (
        *shipped.glob("*.yaml"),
        *shipped.glob("*/track.yaml"),
        *shipped.glob("*/*/oauth2/oauth2-password-bearer.yaml"),
    ):
        target = bank / source.relative_to(shipped)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text().replace("lead_with:", "leads_with:"))
    with pytest.raises(Misconfigured, match=r"oauth2-password-bearer\.yaml:\d+: leads_with: .*lead_with"):
        build(read_settings(data_dir=tmp_path / "data", rubrics_dir=bank))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("viva.lan", False),
    ],
)
def test_only_loopback_is_local(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_ids_do_not_repeat_and_never_look_like_an_option() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(one.isalnum() for one in ids)


def test_a_data_folder_that_cannot_be_written_is_named_even_where_the_database_lies_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = read_settings(data_dir=tmp_path / "file", database_url=f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(Misconfigured, match="VIVA_DATA_DIR: expected a folder that can be written"):
        build(settings)


def test_a_kept_access_key_that_was_cut_short_lets_nobody_in(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / "access-key").touch()  # as a full disk leaves it
    with pytest.raises(Misconfigured, match="expected an access key of at least 16 characters, got 0"):
        build_access(settings)
