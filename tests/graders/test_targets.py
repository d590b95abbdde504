"""What to listen for is worked out once for a rubric, and words of the question tell less."""

from server.graders.stems import stem
from server.graders.targets import LEAST_WEIGHT, targets_of
from tests.rubric_fixture import RUBRIC


def test_every_wording_of_every_line_is_a_target() -> None:
    targets = targets_of(RUBRIC)
    assert [len(one) for one in targets.points] == [3, 3, 2]
    assert [len(one) for one in targets.misconceptions] == [2, 1]
    assert targets_of(RUBRIC.model_copy()) is targets


def test_words_of_the_question_tell_less() -> None:
    asked = RUBRIC.model_copy(update={"ask": "What about the vapour?"})
    name = stem("vapour")
    assert targets_of(asked).points[0][0].weights[name] < targets_of(RUBRIC).points[0][0].weights[name]


def test_a_short_wording_is_not_heard_in_one_word() -> None:
    whole = [one.whole for row in targets_of(RUBRIC).points for one in row]
    assert min(whole) >= LEAST_WEIGHT


def test_a_line_whose_verb_is_denied_is_a_denial() -> None:
    point = RUBRIC.key_points[0].model_copy(update={"says": "It does not boil in thin air, ever."})
    denial = RUBRIC.model_copy(update={"key_points": (point, *RUBRIC.key_points[1:])})
    assert all(one.negative for one in targets_of(denial).points[0])
    assert not any(one.negative for one in targets_of(RUBRIC).points[1])
