"""Deck: flash cards of what was missed, as a package for Anki."""

import hashlib
import html
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from server.domain.card import Card
from server.errors import Unavailable

# Anki tells decks and note types apart by these numbers; they were drawn once and never change.
DECK_ID = 1_763_700_001
NOTE_TYPE_ID = 1_763_700_002

FRONT = "<div class=ask>{{Question}}</div><div class=prompt>{{Prompt}}</div>"
BACK = "{{FrontSide}}<hr id=answer><div class=answer>{{Answer}}</div><div class=because>{{Because}}</div>"
STYLE = (
    ".card { font: 20px/1.45 sans-serif; text-align: left; max-width: 34em; margin: 1em auto; }"
    ".ask, .because { color: #777; font-size: 16px; } .prompt { margin-top: .6em; } .because { margin-top: .8em; }"
)


def deck(cards: Sequence[Card], made_at: datetime) -> bytes:
    """An .apkg with a note for each card. Raises Unavailable, saying what to install, where genanki is not there.

    Anki knows a note again by its guid, which is the card's key, and takes its text anew only from a later deck: so
    `made_at` is when the cards' wording was settled. It deletes no note that a later deck lacks.
    """
    try:
        import genanki  # pyright: ignore[reportMissingTypeStubs]
    except ImportError as error:
        raise Unavailable(
            "Anki decks need the package genanki, which is not installed here. "
            "Install Viva with its extra `export` (pip install 'viva[export]')."
        ) from error
    # genanki carries no types, so what it gives is taken as it is.
    anki: Any = genanki
    note_type = anki.Model(
        NOTE_TYPE_ID,
        "Viva",
        fields=[{"name": name} for name in ("Question", "Prompt", "Answer", "Because")],
        templates=[{"name": "Say it", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )
    whole = anki.Deck(DECK_ID, "Viva: what I missed")
    for card in cards:
        whole.add_note(
            anki.Note(
                model=note_type,
                fields=[html.escape(text) for text in (card.ask, card.prompt, card.answer, card.because)],
                tags=["viva", "".join(letter if letter.isalnum() else "-" for letter in card.topic)],
                guid=hashlib.sha256(card.key.encode()).hexdigest()[:16],
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        anki.Package(whole).write_to_file(path, timestamp=made_at.timestamp())
        return path.read_bytes()
