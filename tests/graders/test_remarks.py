"""Remarks on content: what landed, what to put right, what was not heard, in the order of its weight."""

from server.domain.grade import (
    Assessment,
    CriterionVerdict,
    Flag,
    MisconceptionVerdict,
    PointVerdict,
    Verdict,
)
from server.domain.scoring import sheet
from server.graders import wording
from server.graders.remarks import remarks
from tests.graders.test_template import judged
from tests.rubric_fixture import POINTS, RUBRIC, graded, quote

ANSWER = "the freezing weather cools it, there is less air above you, and a hundred comes anyway"
AIR = "there is less air above you"


def test_two_beliefs_in_one_quote_are_one_paragraph() -> None:
    said = "the freezing weather cools it"
    grade = judged(ANSWER, [(0, ""), (0, ""), (0, "")], (said, said))
    found = [one for one in remarks(RUBRIC, ANSWER, grade) if said in one]
    assert len(found) == 1
    assert "hot day" in found[0]
    assert "steam" in found[0]


def test_two_beliefs_in_two_places_are_two_paragraphs() -> None:
    said = "the freezing weather cools it", "a hundred comes anyway"
    found = list(remarks(RUBRIC, ANSWER, judged(ANSWER, [(0, ""), (0, ""), (0, "")], said)))
    assert sum("hot day" in one for one in found) == 1
    assert sum("All further heat" in one for one in found) == 1
    assert not [one for one in found if "on the sheet" in one]


def test_a_belief_named_alone_is_said_as_it_was_understood() -> None:
    grade = judged(ANSWER, [(0, ""), (0, ""), (0, "")], ("the freezing weather cools it", ""))
    (found,) = [one for one in remarks(RUBRIC, ANSWER, grade) if "hot day" in one]
    assert RUBRIC.misconceptions[0].claims in found


def test_what_has_to_be_put_right_comes_before_praise_where_it_weighs_more() -> None:
    grade = judged(ANSWER, [(0, ""), (1, AIR), (0, "")], ("the freezing weather cools it", ""))
    found = list(remarks(RUBRIC, ANSWER, grade))
    assert "freezing weather" in found[1]
    assert "less air above you" in found[2]


def test_what_was_heard_only_faintly_is_never_praised() -> None:
    for credit, unsure in ((0.4, False), (0.35, False), (0.7, True)):
        grade = judged(ANSWER, [(0, ""), (credit, AIR), (0, "")], unsure=unsure)
        (found,) = [one for one in remarks(RUBRIC, ANSWER, grade) if AIR in one]
        assert "I think" in found or "If this is what you meant" in found
        assert "plain" in found or "outright" in found


def test_a_guess_is_not_quoted_at_all_and_greeted_as_a_hint() -> None:
    found = list(remarks(RUBRIC, ANSWER, judged(ANSWER, [(0, ""), (0.2, AIR), (0, "")])))
    assert found[0] in wording.OPENINGS["hints"]
    assert AIR not in "\n".join(found)


def test_words_that_were_praised_are_not_found_wanting_in_the_same_breath() -> None:
    said = "\n".join(remarks(RUBRIC, ANSWER, judged(ANSWER, [(0.45, AIR), (1, AIR), (1, AIR)])))
    assert said.count(AIR) == 1


def test_half_a_point_is_called_half() -> None:
    said = "\n".join(remarks(RUBRIC, ANSWER, judged(ANSWER, [(0.5, AIR), (1, "a hundred comes anyway"), (1, AIR)])))
    assert "half" in said
    assert POINTS[0].spoken in said


def test_a_contradiction_is_put_as_an_understanding() -> None:
    said = quote("the freezing weather cools it", ANSWER)
    text = contradicted(said_to_hold=False)
    assert said[0].quote in text
    assert "rightly, it says the opposite of this" in text


def test_a_contradiction_that_was_already_put_right_is_not_quoted_again() -> None:
    text = contradicted(said_to_hold=True)
    assert text.count("the freezing weather cools it") == 1
    assert "What I would like to hear in its place" in text


def contradicted(*, said_to_hold: bool) -> str:
    said = quote("the freezing weather cools it", ANSWER)
    missed = (PointVerdict(id=one.id, verdict=Verdict.MISSED, credit=0) for one in RUBRIC.key_points[1:])
    turned = PointVerdict(
        id="vapour-pressure", verdict=Verdict.CONTRADICTED, credit=0, evidence=said, flags=(Flag.UNSURE,)
    )
    found = Assessment(
        points=(turned, *missed),
        misconceptions=tuple(
            MisconceptionVerdict(id=one.id, held=held, evidence=said if held else ())
            for one, held in zip(RUBRIC.misconceptions, (said_to_hold, False), strict=True)
        ),
        criteria=tuple(CriterionVerdict(id=one.id, level=2) for one in RUBRIC.criteria),
    )
    return "\n".join(remarks(RUBRIC, ANSWER, graded(sheet(RUBRIC, found))))
