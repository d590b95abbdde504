"""Remarks on content: what landed, what to put right, what was not heard, in the order of its weight."""

from server.domain.grade import Assessment, CriterionVerdict, MisconceptionVerdict, PointVerdict, Sheet, Verdict
from server.domain.scoring import sheet
from server.graders.remarks import best_landed, heaviest_miss, remarks
from tests.graders.test_template import judged
from tests.rubric_fixture import RUBRIC, graded, quote, scored

ANSWER = "the freezing weather cools it, there is less air above you, and a hundred comes anyway"


def lines(credits: list[float]) -> Sheet:
    return scored(RUBRIC, credits, [False, False], [2] * 5)


def test_the_best_two_landed_points_are_named_covered_before_partial() -> None:
    assert [line.id for line in best_landed(lines([0.4, 1, 1]).points)] == ["thin-air", "pressure-cooker"]
    assert [line.id for line in best_landed(lines([0.4, 1, 0]).points)] == ["thin-air", "vapour-pressure"]
    assert best_landed(lines([0, 0, 0]).points) == []


def test_the_heaviest_miss_comes_first_and_a_good_half_is_no_miss() -> None:
    found = heaviest_miss(lines([0.5, 0.4, 0]).points)
    assert found is not None
    assert found.id == "thin-air"
    assert heaviest_miss(lines([0.5, 1, 0.7]).points) is None


def test_two_beliefs_in_one_quote_are_one_paragraph() -> None:
    said = "the freezing weather cools it"
    grade = judged(ANSWER, [(0, ""), (0, ""), (0, "")], (said, said))
    found = [one for one in remarks(RUBRIC, ANSWER, grade) if said in one]
    assert len(found) == 1
    assert "hot day" in found[0]
    assert "steam" in found[0]


def test_what_has_to_be_put_right_comes_before_praise_where_it_weighs_more() -> None:
    grade = judged(
        ANSWER, [(0, ""), (1, "there is less air above you"), (0, "")], ("the freezing weather cools it", "")
    )
    found = list(remarks(RUBRIC, ANSWER, grade))
    assert "freezing weather" in found[1]
    assert "less air above you" in found[2]


def test_a_contradiction_is_put_as_an_understanding() -> None:
    said = quote("the freezing weather cools it", ANSWER)
    missed = (PointVerdict(id=one.id, verdict=Verdict.MISSED, credit=0) for one in RUBRIC.key_points[1:])
    found = Assessment(
        points=(PointVerdict(id="vapour-pressure", verdict=Verdict.CONTRADICTED, credit=0, evidence=said), *missed),
        misconceptions=tuple(MisconceptionVerdict(id=one.id, held=False) for one in RUBRIC.misconceptions),
        criteria=tuple(CriterionVerdict(id=one.id, level=2) for one in RUBRIC.criteria),
    )
    text = "\n".join(remarks(RUBRIC, ANSWER, graded(sheet(RUBRIC, found))))
    assert "If I understood “the freezing weather cools it” rightly, it says the opposite of this" in text
