"""Fitting finds the coefficients that a well-known library finds, leaves whole questions out, and needs examples."""

import random

import pytest
from sklearn.linear_model import LogisticRegression

from server.graders.calibration import BeliefSignals, Signals
from server.graders.fitting import (
    ALONE,
    AMONG_OTHERS,
    BARE,
    Example,
    fit_bare,
    fit_beliefs,
    fit_points,
    folds,
    shared_out,
)


def examples(count: int = 600, seed: int = 7) -> list[Example]:
    """Points of which some signals tell and others do not; a third is half made."""
    dice = random.Random(seed)
    found: list[Example] = []
    for number in range(count):
        signals = Signals(*(round(dice.random(), 3) for _ in range(len(Signals._fields))))
        likely = signals.best + 0.5 * (signals.others or 0) - 0.4 * signals.belief > 0.5 + dice.uniform(-0.3, 0.3)
        found.append(Example(f"q{number % 40}", signals, 0.5 if number % 3 == 0 else float(likely)))
    return found


@pytest.mark.parametrize(("place", "names"), [(0, AMONG_OTHERS), (1, ALONE), (2, BARE)])
def test_the_coefficients_are_those_of_scikit_learn(place: int, names: tuple[str, ...]) -> None:
    made = examples()
    rows = [[one.signals._asdict()[name] for name in names] for one in made]
    # A fractional target is the same as the row twice, weighted by the target and by what is left of 1.
    peer = LogisticRegression(C=1e4, tol=1e-10, max_iter=2000)
    peer.fit(
        rows + rows,
        [1] * len(rows) + [0] * len(rows),
        sample_weight=[one.made for one in made] + [1 - one.made for one in made],
    )
    ours = (*fit_points(made), fit_bare(made))[place]
    assert ours.intercept == pytest.approx(peer.intercept_[0], abs=0.02)
    assert list(ours.weights.values()) == pytest.approx(list(peer.coef_[0]), abs=0.02)


def test_points_that_are_always_made_have_a_fit_all_the_same() -> None:
    always = [one._replace(made=1.0) for one in examples(30)]
    assert fit_points(always)[0].probability(always[0].signals) > 0.9


def test_there_is_nothing_to_fit_without_examples() -> None:
    with pytest.raises(ValueError, match="expected marked answers"):
        fit_points([])
    unheard = Example("q", BeliefSignals(0, 0, 0.2, 0, 0), 1.0)
    with pytest.raises(ValueError, match="expected marked answers"):
        fit_beliefs([unheard])


def test_a_misconception_is_likelier_the_more_of_it_is_said_and_the_less_is_right() -> None:
    dice = random.Random(3)
    heard = [BeliefSignals(*(round(dice.random(), 2) + 0.01 for _ in range(5))) for _ in range(300)]
    belief = fit_beliefs(Example("q", one, float(one.whole > one.points)) for one in heard)
    assert belief.weights["whole"] > 0 > belief.weights["points"]


def test_every_question_is_left_out_once_and_always_in_the_same_part() -> None:
    questions = [f"q{number}" for number in range(23)]
    parts = folds(questions, 5)
    assert sorted(one for part in parts for one in part) == sorted(questions)
    assert {len(part) for part in parts} == {4, 5}
    assert folds(reversed(questions), 5) == parts


def test_a_marked_total_is_shared_out_by_what_is_said_of_each_point() -> None:
    assert shared_out(0.5, [1, 1], [0.2, 0.6]) == pytest.approx([0.25, 0.75])
    assert shared_out(0.5, [3, 1], [0.5, 0.5]) == pytest.approx([0.5, 0.5])
    assert shared_out(0.5, [1, 1], [0.0, 0.6]) == [0.0, 1.0]


def test_no_point_is_worth_more_than_all_of_it() -> None:
    made = shared_out(0.9, [1, 1, 2], [0.1, 0.2, 0.9])
    assert max(made) == 1
    assert made[0] + made[1] + 2 * made[2] == pytest.approx(0.9 * 4)


def test_where_nothing_is_said_there_is_nothing_to_share() -> None:
    assert shared_out(0.4, [1, 2], [0.0, 0.0]) == [0.0, 0.0]
