"""Intervals come from drawing whole questions again, are the same every time, and are there in good time."""

import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from server.domain.agreement import BY_NAME, Compared, by_question
from server.domain.grade import Verdict
from server.domain.resampling import Estimate, changes, estimates, percentile


def answers(questions: int, each: int, noise: float = 10, seed: int = 1) -> list[Compared]:
    chance = random.Random(seed)
    verdicts = list(Verdict)
    return [
        Compared(
            f"q{number}",
            place % 3,
            marked := 10.0 * chance.randrange(11),
            min(100.0, max(0.0, marked + chance.gauss(0, noise))),
            tuple((chance.choice(verdicts), chance.choice(verdicts)) for _ in range(5)),
            ((chance.random() < 0.5, chance.random() < 0.5),),
            ((chance.randrange(5), chance.randrange(5)),),
        )
        for number in range(questions)
        for place in range(each)
    ]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1).map(sorted), st.floats(0, 1))
def test_a_percentile_is_numpys(values: list[float], share: float) -> None:
    assert percentile(values, share) == pytest.approx(np.percentile(values, 100 * share), rel=1e-6, abs=1e-6)


def test_an_interval_is_near_that_of_scipy() -> None:
    found = answers(questions=60, each=1)
    off = np.abs([one.graded - one.marked for one in found])
    theirs = stats.bootstrap((off,), np.mean, method="percentile", n_resamples=4000, rng=1).confidence_interval
    mine = estimates(by_question(found))["mae"]
    assert mine.value == pytest.approx(off.mean())
    assert mine[1:] == pytest.approx(tuple(theirs), abs=0.15 * (theirs.high - theirs.low))


def test_answers_that_only_repeat_their_question_do_not_narrow_the_interval() -> None:
    once = answers(questions=30, each=1)
    thrice = [one for one in once for _ in range(3)]
    assert estimates(by_question(thrice))["mae"] == pytest.approx(estimates(by_question(once))["mae"])


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    rows = by_question(answers(20, 3))
    assert estimates(rows) == estimates(rows)
    assert estimates(rows)["mae"] != estimates(rows, seed=2)["mae"]


def test_one_question_alone_has_no_interval_and_none_has_no_figure() -> None:
    assert estimates(by_question(answers(1, 3)))["mae"].low is None
    assert set(estimates({}).values()) == {Estimate(None)}


def test_a_figure_that_most_draws_lack_has_no_interval() -> None:
    found = [Compared(f"q{n}", None, 50, 50, held=((n == 0, n == 0),)) for n in range(20)]
    assert estimates(by_question(found))["held_precision"] == Estimate(1.0)


def test_a_run_compared_with_itself_has_not_changed() -> None:
    rows = by_question(answers(20, 3))
    assert {change.difference for change in changes(rows, rows).values()} == {Estimate(0, 0, 0)}


def test_pairs_see_a_small_change_that_two_intervals_would_hide() -> None:
    before = answers(40, 3)
    after = [one._replace(graded=one.graded + (1 if one.graded > one.marked else -1)) for one in before]
    figures = (BY_NAME["mae"],)
    change = changes(by_question(before), by_question(after), figures)["mae"]
    alone = estimates(by_question(before), figures)["mae"]
    assert change.difference == pytest.approx((1, 1, 1))
    assert alone.low is not None
    assert alone.high is not None
    assert change.after is not None
    assert alone.low < change.after < alone.high


def test_only_questions_of_both_are_compared() -> None:
    one, other = by_question(answers(4, 2)), by_question(answers(2, 2))
    assert changes(one, other)["mae"].before == pytest.approx(estimates(other)["mae"].value)
    assert changes(one, {})["mae"].difference == Estimate(None)


def test_five_hundred_answers_take_less_than_two_seconds() -> None:
    rows = by_question(answers(125, 4))
    began = time.process_time()
    estimates(rows)
    assert time.process_time() - began < 2
