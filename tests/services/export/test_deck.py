"""The deck: a package that Anki reads, one note a card, the same note for the same point."""

import asyncio
import hashlib
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from server.domain.card import Card
from server.services.export import FileFormat, exported
from server.services.export.deck import deck
from tests.clock import START
from tests.services.report_fixture import NOON
from tests.small_house import PERSON, SmallHouse, living

CARD = Card(
    key="a/b/c#point",
    topic="Security & Auth",
    ask="What <i>is</i> it?",
    prompt="And what else?",
    answer="It reads the header.",
    because="It matters.",
)


def notes(package: bytes, folder: Path) -> list[tuple[str, str, str]]:
    """guid, fields and tags of each note."""
    return rows(package, folder, "guid, flds, tags")


def guid_of(key: str) -> str:
    """Written out, because notes in people's collections go by it."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def rows(package: bytes, folder: Path, columns: str) -> list[tuple[str, ...]]:
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        (folder / "collection").write_bytes(whole.read("collection.anki2"))
    connection = sqlite3.connect(folder / "collection")
    try:
        return connection.execute(f"SELECT {columns} FROM notes").fetchall()
    finally:
        connection.close()


def test_each_card_is_a_note_whose_text_is_text(tmp_path: Path) -> None:
    ((_, fields, tags),) = notes(deck([CARD], NOON), tmp_path)
    assert fields.split("\x1f") == [
        "What &lt;i&gt;is&lt;/i&gt; it?",
        "And what else?",
        "It reads the header.",
        "It matters.",
    ]
    assert tags.split() == ["viva", "Security---Auth"]


def test_the_same_point_is_the_same_note_whatever_its_wording(tmp_path: Path) -> None:
    other = CARD.model_copy(update={"answer": "In other words."})
    assert notes(deck([CARD], NOON), tmp_path)[0][0] == notes(deck([other], NOON), tmp_path)[0][0]


def test_a_deck_of_nothing_is_a_deck(tmp_path: Path) -> None:
    assert notes(deck([], NOON), tmp_path) == []


async def exported_notes(house: SmallHouse, interview_id: str, folder: Path) -> dict[str, str]:
    """The fields of each note by its guid, as a person would export them now."""
    report = await house.reports.report(PERSON, interview_id)
    cards = await house.reports.cards(PERSON, interview_id)
    return {guid: fields for guid, fields, _ in notes(exported(report, cards, FileFormat.ANKI), folder)}


@pytest.mark.anyio
async def test_a_late_grade_leaves_the_notes_of_what_is_still_missed_and_no_other(tmp_path: Path) -> None:
    async with living(SmallHouse(tmp_path)) as house:
        interview = await house.open(count=1)
        await house.say(interview.id, "answer", text="nothing at all")
        points = [line.id for line in (await house.until(interview.id, "grade"))[0].data.lines.points]
        before = await exported_notes(house, interview.id, tmp_path)
        assert len(before) == len(points)

        house.grader.gate = asyncio.Event()
        await house.say(interview.id, "answer", text=f"again with {points[0]}")
        assert await exported_notes(house, interview.id, tmp_path) == before
        house.clock.advance(3600)
        house.grader.gate.set()
        await house.until(interview.id, "grade", 2)

        made_good = guid_of(f"{interview.plan[0].question_id}#{points[0]}")
        after = await exported_notes(house, interview.id, tmp_path)
        assert set(before) - set(after) == {made_good}
        assert after == {guid: fields for guid, fields in before.items() if guid != made_good}


@pytest.mark.anyio
async def test_a_late_grade_does_not_make_the_wording_newer(tmp_path: Path) -> None:
    """Else an old interview's deck would put its wording over that of a later one."""
    async with living(SmallHouse(tmp_path)) as house:
        interview = await house.open(count=1)
        house.clock.advance(3600)
        await house.say(interview.id, "answer", text="nothing at all")
        await house.until(interview.id, "grade")
        report = await house.reports.report(PERSON, interview.id)
        package = exported(report, await house.reports.cards(PERSON, interview.id), FileFormat.ANKI)
    assert {row[0] for row in rows(package, tmp_path, "mod")} == {int(START.timestamp())}
