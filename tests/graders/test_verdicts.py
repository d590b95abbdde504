"""Verdicts are read off the stretches, and a belief is held only where it is heard clearly."""

from server.domain.grade import Flag, PointVerdict, Verdict
from server.graders import calibration
from server.graders.clauses import clauses_of
from server.graders.targets import targets_of
from server.graders.verdicts import Listening
from tests.rubric_fixture import POINTS, RUBRIC


def listening(answer: str, given: tuple[str, ...] = ()) -> Listening:
    return Listening(targets_of(RUBRIC), answer, given, clauses_of(answer))


def verdict(answer: str, place: int) -> PointVerdict:
    return listening(answer).point(place, POINTS[place].id)


def test_what_is_said_is_covered_and_quoted() -> None:
    found = verdict("Right, so on a mountain there is less air above you, so it presses less.", 1)
    assert found.verdict is Verdict.COVERED
    assert "less air above you" in found.evidence[0].quote


def test_what_is_not_said_is_missed() -> None:
    assert verdict("I had soup with my uncle at the lake.", 0).verdict is Verdict.MISSED


def test_what_is_turned_round_is_contradicted_and_unsure() -> None:
    found = verdict("it is never lower on a mountain, that pressure", 1)
    assert (found.verdict, found.credit) == (Verdict.CONTRADICTED, 0)
    assert Flag.UNSURE in found.flags


def test_credit_in_the_middle_is_unsure() -> None:
    low, high = calibration.UNSURE
    found = [verdict(one, 2) for one in ("a pressure cooker does it", "you take some cooker with a lid for that")]
    assert all(one.credit for one in found)
    assert all((Flag.UNSURE in one.flags) == (low <= one.credit <= high) for one in found)


def test_one_quote_serves_two_points_at_most() -> None:
    same = RUBRIC.model_copy(
        update={"key_points": tuple(POINTS[1].model_copy(update={"id": f"p{at}"}) for at in range(3))}
    )
    answer = "there's less atmosphere weighing down up there"
    ears = Listening(targets_of(same), answer, (), clauses_of(answer))
    found = [ears.point(at, f"p{at}") for at in range(3)]
    assert [bool(one.evidence) for one in found] == [True, True, False]
    assert found[2].flags == (Flag.UNVERIFIED,)


def test_a_single_faint_belief_is_not_held() -> None:
    assert not listening("The weather up there can be cold, I suppose.").misconception(0, "cold-air").held


def test_a_clear_belief_is_held_with_its_quote() -> None:
    found = listening("It boils early because the mountain weather is freezing cold.").misconception(0, "cold-air")
    assert found.held
    assert "freezing cold" in found.evidence[0].quote


def test_it_knows_where_a_point_is_first_heard() -> None:
    ears = listening("I had soup. Then again, there's less atmosphere weighing down up there.")
    found = ears.heard_at(1)
    assert found is not None
    assert found.sentence == 1
    assert ears.heard_at(2) is None


def test_a_belief_that_is_reported_or_called_a_mistake_is_not_held() -> None:
    for answer in (
        "Many people think it boils early because the mountain weather is freezing cold.",
        "It boils early because the mountain weather is freezing cold. That's a common mistake.",
    ):
        assert not listening(answer).misconception(0, "cold-air").held


def test_a_belief_that_is_denied_is_not_held() -> None:
    answer = "It boils early, but that isn't because the mountain weather is freezing cold."
    assert not listening(answer).misconception(0, "cold-air").held


def test_without_cues_a_point_is_shown_where_it_is_mentioned_in_whatever_sense() -> None:
    point = POINTS[1].model_copy(
        update={"says": "A kettle does not change the weather.", "spoken": "Kettle, no weather.", "cues": ()}
    )
    bare = RUBRIC.model_copy(update={"key_points": (point,), "lead_with": point.id, "misconceptions": ()})
    answer = "The kettle changes the weather, I think, and it takes an age."
    found = Listening(targets_of(bare), answer, (), clauses_of(answer)).point(0, point.id)
    assert found.credit > 0
    assert "changes the weather" in found.evidence[0].quote
    assert Flag.UNSURE in found.flags
