"""What is repeated of an answer begins and ends where the speaker paused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.grade import Evidence
from server.graders.quoting import passage
from server.graders.voice import LONGEST_QUOTE
from tests.rubric_fixture import quote


@pytest.mark.parametrize(
    ("answer", "found", "expected"),
    [
        ("I set a scope, session or module or so, mostly.", "session or module or", "session or module or so"),
        ("The lid keeps the steam in and undoes it.", "keeps the steam in", "The lid keeps the steam in and undoes it"),
        ("It costs more, so you boil it twice as long.", "you boil it twice", "you boil it twice as long"),
        ("In code: dependencies=[Depends(a, b)]. More.", "dependencies=[Depends(a", "dependencies=[Depends(a, b)]"),
        ("def pool(a: Request) -> Pool: return it.", "Request) -> Pool", "def pool(a: Request) -> Pool"),
        ("That, or per router. They add up, outermost first.", "per router. They add up", "They add up"),
        ("One by one. Three waits, three seconds.", "One by one. Three waits", "One by one. Three waits"),
        ("It is thin, and so it boils sooner.", "it boils sooner", "it boils sooner"),
        ("Because then the air presses less.", "the air presses less", "the air presses less"),
        ("It boils at 99.5 up there. Not here.", "at 99.5 up there", "It boils at 99.5 up there"),
    ],
)
def test_a_quote_is_rounded_off_to_whole_clauses(answer: str, found: str, expected: str) -> None:
    (evidence,) = quote(found, answer)
    shown = passage(answer, evidence).shown.replace("\\", "")
    assert shown == f"“{expected}”"


def test_a_long_run_of_clauses_ends_at_a_pause() -> None:
    answer = "The air is thin up there, " * 3 + "so the water in the kettle boils a good deal sooner, and it cools"
    shown = passage(answer, Evidence(quote=answer, start=0, end=len(answer))).shown
    assert shown.endswith("up there”")
    assert len(shown.split()) <= LONGEST_QUOTE


def test_of_sentences_too_long_together_the_longest_is_kept() -> None:
    short = "I have boiled a lot of water in my life and most of it at home."
    long = "Up there the air presses less on the water so that it begins to boil at ninety or so."
    answer = f"{short} {long}"
    shown = passage(answer, Evidence(quote=answer[:-1], start=0, end=len(answer) - 1)).shown
    assert shown == f"“{long[:-1]}”"


def test_passages_know_what_they_share() -> None:
    answer = "there is less air, it presses less, so it boils"
    air, push = (passage(answer, quote(said, answer)[0]) for said in ("there is less air", "it presses less"))
    assert air.shares([push, air])
    assert not air.shares([push])
    assert not air.shares([])


@given(st.text(min_size=1, max_size=120), st.data())
def test_any_evidence_has_a_passage_inside_the_answer(answer: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(answer) - 1))
    end = data.draw(st.integers(start + 1, len(answer)))
    found = passage(answer, Evidence(quote=answer[start:end], start=start, end=end))
    assert 0 <= found.start <= len(answer)
    assert found.end <= len(answer)
    assert found.shown[0] == "“"
    assert found.shown[-1] == "”"
