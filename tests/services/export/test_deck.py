"""The deck: a package that Anki reads, one note a card, the same note for the same point."""

import io
import sqlite3
import zipfile
from pathlib import Path

from server.domain.card import Card
from server.services.export.deck import deck
from tests.services.report_fixture import NOON

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
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        (folder / "collection").write_bytes(whole.read("collection.anki2"))
    connection = sqlite3.connect(folder / "collection")
    try:
        return connection.execute("SELECT guid, flds, tags FROM notes").fetchall()
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
