"""The state machine: whatever is tried, in whatever order, the interview stays inside its table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.grade import Sheet
from server.domain.interview import (
    MAX_FOLLOW_UPS,
    TRANSITIONS,
    Interview,
    Mode,
    MoveKind,
    Part,
    Phase,
    PlannedQuestion,
    follow_up_for,
)
from server.errors import OutOfTurn
from tests.rubric_fixture import RUBRIC, scored

PLAN = tuple(PlannedQuestion(question_id=f"q{number}", version="v") for number in range(3))
MOVES = st.lists(st.tuples(st.sampled_from(MoveKind), st.booleans()), max_size=40)


def interview(mode: Mode = Mode.PRACTICE, **changes: object) -> Interview:
    fields: dict[str, object] = {"id": "i", "person": "p", "track": "t", "mode": mode, "seed": 1, "plan": PLAN}
    return Interview.model_validate({**fields, **changes})


def tried(now: Interview, kind: MoveKind, follow: bool) -> Interview | None:
    """The interview after this move, asking on where that is wanted and offered; None where it was refused."""
    nothing = scored(RUBRIC, [0, 0, 0], [False, False], [0] * 5)
    offered = follow_up_for(RUBRIC, nothing, now.followed) if follow else None
    try:
        return now.moved(kind, follow_up=offered)
    except OutOfTurn:
        return None


@given(st.sampled_from(Mode), MOVES)
def test_no_sequence_of_moves_leaves_the_table(mode: Mode, moves: list[tuple[MoveKind, bool]]) -> None:
    now = interview(mode)
    for kind, follow in moves:
        rule = TRANSITIONS.get((now.phase, kind))
        allowed = rule is not None and mode in rule.modes
        after = tried(now, kind, follow)
        assert (after is not None) == allowed
        if after is None or rule is None:
            continue
        assert after.phase in rule.to
        assert (after.phase is Phase.PAUSED) == (after.paused_from is not None)
        assert now.number <= after.number <= min(now.number + 1, len(PLAN))
        assert len(after.followed) <= MAX_FOLLOW_UPS
        assert len(set(after.followed)) == len(after.followed)
        now = after


@given(st.sampled_from(Mode), MOVES)
def test_ended_is_the_end(mode: Mode, moves: list[tuple[MoveKind, bool]]) -> None:
    ended = interview(mode).moved(MoveKind.END)
    assert all(tried(ended, kind, follow) is None for kind, follow in moves)


@given(st.sampled_from([Phase.ASKED, Phase.ANSWERED]), st.sampled_from(Mode))
def test_a_pause_comes_back_to_where_it_was(phase: Phase, mode: Mode) -> None:
    before = interview(mode, phase=phase)
    assert before.moved(MoveKind.PAUSE).moved(MoveKind.RESUME) == before


def test_what_came_too_late_is_told_so() -> None:
    with pytest.raises(OutOfTurn, match="has ended, so answer came too late"):
        interview(phase=Phase.ENDED).moved(MoveKind.ANSWER)


def test_a_refusal_names_what_is_possible() -> None:
    with pytest.raises(OutOfTurn, match=r"asked in timed mode: expected one of .*skip, got hint"):
        interview(Mode.TIMED).moved(MoveKind.HINT)


def test_a_follow_up_stays_with_its_question_and_the_next_one_starts_fresh() -> None:
    answered = interview(phase=Phase.ANSWERED)
    asked_on = answered.moved(MoveKind.NEXT, follow_up=RUBRIC.key_points[0])
    assert (asked_on.number, asked_on.part, asked_on.followed) == (1, Part.FOLLOW_UP, ("vapour-pressure",))
    onward = asked_on.moved(MoveKind.ANSWER).moved(MoveKind.NEXT)
    assert (onward.number, onward.part, onward.followed) == (2, Part.MAIN, ())


@pytest.mark.parametrize("kind", [MoveKind.SKIP, MoveKind.NEXT])
def test_after_the_last_question_comes_the_end(kind: MoveKind) -> None:
    phase = Phase.ASKED if kind is MoveKind.SKIP else Phase.ANSWERED
    assert interview(number=len(PLAN), phase=phase).moved(kind).phase is Phase.ENDED


def after(credits: list[float]) -> Sheet:
    return scored(RUBRIC, credits, [False, False], [0] * 5)


@pytest.mark.parametrize(
    ("credits", "followed", "expected"),
    [
        ([0, 0, 0], (), "vapour-pressure"),
        ([1, 0, 0], (), "thin-air"),
        ([0, 0, 0], ("vapour-pressure",), "thin-air"),
        ([0.4, 1, 1], (), None),
        ([0, 0, 0], ("vapour-pressure", "thin-air"), None),
    ],
)
def test_the_heaviest_miss_is_asked_about_and_at_most_two(
    credits: list[float], followed: tuple[str, ...], expected: str | None
) -> None:
    found = follow_up_for(RUBRIC, after(credits), followed)
    assert (found.id if found else None) == expected


def test_skipping_never_asks_on() -> None:
    skipped = interview().moved(MoveKind.SKIP, follow_up=RUBRIC.key_points[0])
    assert (skipped.number, skipped.part) == (2, Part.MAIN)
