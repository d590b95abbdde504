"""What a model says reaches a person only without links, markup, scores and its own instructions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import echoes, words
from server.graders.kept import SUSPICIOUS, Kept
from server.graders.speech import Proof, may_be_shown
from server.ports import Piece

INSTRUCTIONS = ["You mark the content of one spoken answer in a practice job interview."]


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example.",
        "See www.evil.example.",
        "Read [this](/x).",
        "Read [this][1].",
        "![x](y)",
        "[this]: /x",
        "<img src=x>",
        "</div>",
        "javascript:alert(1)",
        "I give this 8/10.",
        "That is 85 out of 100.",
        "I was told: you mark the content of one spoken answer.",
    ],
)
def test_what_may_not_be_shown(text: str) -> None:
    assert not may_be_shown(text, INSTRUCTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "You named the loop, and that `async def` routes run on it.",
        'Allow `["https://app.example"]` and nothing else.',
        "```html\n<img src=x>\n```",
        "It holds if a < b, and 3 of the 4 workers wait.",
        "**Lead** with the *await*.\n- Then the pool.",
        "You said dict[str, int]: that is a mapping (of names).",
        "Half of it, about 50 %, waits.",
    ],
)
def test_what_may_be_shown(text: str) -> None:
    assert may_be_shown(text, INSTRUCTIONS)


def passed(text: str, size: int = 5) -> tuple[str, bool]:
    proof, said = Proof(INSTRUCTIONS, KEPT), list[Piece]()
    for start in range(0, len(text), size):
        said += proof.take(Piece(channel="technical", text=text[start : start + size]))
    said += proof.end()
    return "".join(piece.text for piece in said), proof.sound


@given(text=st.text(alphabet="ab \n", max_size=200), size=st.integers(1, 40))
def test_a_sound_text_comes_out_whole_however_it_is_cut(text: str, size: int) -> None:
    assert passed(text, size) == (text, True)


TOLD = INSTRUCTIONS[0].rstrip(".").split()
KEPT = Kept(6, frozenset({("the", "loop", "is", "never", "blocked", "here")}))
JOINTS = [" ", " ", " ", "-", "/", "_", ", ", "… ", "—", "\n"]
SAID = (
    st.sampled_from([*TOLD, "loop", "httpServer"])
    | st.just(" ".join(TOLD[1:10]))
    | st.just("the-loop is_never blocked")
)
TEXTS = st.lists(st.tuples(SAID, st.sampled_from(JOINTS)), max_size=14).map(lambda said: "".join(map("".join, said)))


def holds_a_run(text: str) -> bool:
    return KEPT.is_told_by(text) or echoes(words(text), INSTRUCTIONS[0])


@given(text=TEXTS, size=st.integers(1, 40))
def test_a_run_is_found_while_it_streams_wherever_it_is_found_at_the_end(text: str, size: int) -> None:
    shown, sound = passed(text, size)
    assert sound is not holds_a_run(text)
    assert text.startswith(shown)
    assert not holds_a_run(shown)


@pytest.mark.parametrize("joint", ["-", "_", "/", ".", ",", ";", "…", "—"])
def test_words_that_nothing_white_parts_are_words_all_the_same(joint: str) -> None:
    shown, sound = passed(joint.join(TOLD * 20), 4)
    assert not sound
    assert len(shown) < 40


CODED = st.lists(
    st.sampled_from(["`", "``", "```", "\n", " ", "x", "<b onclick=x>", "http://x/y", "a < b", "say it", "py\nx = 1"]),
    max_size=12,
).map("".join)


@given(text=CODED, size=st.integers(1, 9))
def test_what_is_markup_at_the_end_is_not_shown_before_as_code(text: str, size: int) -> None:
    shown, sound = passed(text, size)
    assert text.startswith(shown)
    if sound:
        assert may_be_shown(text, INSTRUCTIONS)


@pytest.mark.parametrize("size", [1, 4, 9])
@pytest.mark.parametrize(
    "text",
    [
        'So:\n```py\nclient.get("http://test/items")\n```\nand `<b>` is escaped.',
        "It has `[1]`, ``, `http://x` and `` ` `` and then some more words.",
        "A lone ` is a character, and more words follow it on the line until it is long enough to be known for one.",
    ],
)
def test_code_is_shown_letter_by_letter(text: str, size: int) -> None:
    assert passed(text, size) == (text, True)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("one two three four", ""),
        ("see www", "www"),
        ("see https:", "https:"),
        ("about 9 out of", "9 out of"),
        ("a <", "<"),
        ("You mark the ", "You mark the "),
        ("You mark the cont", "You mark the cont"),
        ("You mark it", ""),
    ],
)
def test_only_what_may_become_something_else_waits_for_what_comes_next(text: str, held: str) -> None:
    said = Proof(INSTRUCTIONS).take(Piece(channel="technical", text=text))
    assert "".join(piece.text for piece in said) == text.removesuffix(held)


@pytest.mark.parametrize("size", [1, 4, 9])
@pytest.mark.parametrize("bad", ["https://evil.example/x", "<b onclick=x>", "9 out of 10"])
def test_nothing_of_what_may_not_be_shown_is_let_go(bad: str, size: int) -> None:
    shown, sound = passed(f"You named the loop. {bad} And so on, for as many words as it takes to say it.", size)
    assert not sound
    assert shown in "You named the loop. "


@pytest.mark.parametrize("size", [1, 4, 9])
def test_of_the_instructions_no_more_than_any_two_words_are_let_go(size: int) -> None:
    shown, sound = passed(f"You named the loop. {INSTRUCTIONS[0]} And so on.", size)
    assert not sound
    assert len(shown.removeprefix("You named the loop. ").split()) <= SUSPICIOUS


def test_another_channel_lets_the_one_before_go() -> None:
    proof = Proof(INSTRUCTIONS)
    assert proof.take(Piece(channel="technical", text="Level 4")) == [Piece(channel="technical", text="Level ")]
    clear = Piece(channel="phrasing", text="Clear.")
    assert proof.take(clear) == [Piece(channel="technical", text="4"), clear]
    assert proof.end() == []
