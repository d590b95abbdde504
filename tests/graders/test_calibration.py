"""Credit rises with what is heard, falls with what is believed wrongly, and never comes from next to nothing."""

import json
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders import calibration
from server.graders.calibration import FIT_FILE, FITTED, Fit, Signals, credits_for, read_fit

SHARE = st.floats(0, 1.2)
SIGNALS = st.builds(Signals, *[SHARE] * 4, st.none() | SHARE, SHARE, SHARE, SHARE)


def heard(best: float = 0.8, **others: float | None) -> Signals:
    """A point heard so clearly in an answer that keeps to the subject and says the other points as well."""
    usual = {"whole": 0.9, "belief": 0.0, "belief_here": 0.0, "others": 1.0, "subject": calibration.ON_SUBJECT}
    more = {"mentioned": best, "all_mentioned": best}
    return Signals(**{"best": best, **usual, **more, **others})


def credit(signals: Signals, *, bare: bool = False) -> float:
    return credits_for([signals], [1.0], bare=bare)[0]


@given(SIGNALS, st.sampled_from(["best", "whole", "others", "subject"]), SHARE)
def test_hearing_more_never_earns_less(signals: Signals, name: str, more: float) -> None:
    before = getattr(signals, name)
    if before is not None:
        assert credit(signals._replace(**{name: before + more})) >= credit(signals)


@given(SIGNALS, st.sampled_from(["mentioned", "all_mentioned"]), SHARE)
def test_mentioning_more_never_earns_less_where_there_are_no_cues(signals: Signals, name: str, more: float) -> None:
    after = signals._replace(**{name: getattr(signals, name) + more})
    assert credit(after, bare=True) >= credit(signals, bare=True)


@given(SIGNALS, st.sampled_from(["belief", "belief_here"]), SHARE)
def test_hearing_a_misconception_never_earns_more(signals: Signals, name: str, more: float) -> None:
    assert credit(signals._replace(**{name: getattr(signals, name) + more})) <= credit(signals)


@given(st.lists(st.tuples(SIGNALS, st.floats(0, 10, exclude_min=True)), min_size=1, max_size=6), SHARE, st.booleans())
def test_credits_are_shares_in_steps(points: list[tuple[Signals, float]], denied: float, bare: bool) -> None:
    signals, weights = zip(*points, strict=True)
    for found in credits_for(signals, weights, denied, bare=bare):
        assert found == 0 or calibration.LEAST_CREDIT <= found <= 1
        assert found == pytest.approx(round(found / calibration.STEP) * calibration.STEP)


def test_a_point_that_is_hardly_heard_earns_nothing_in_the_best_of_answers() -> None:
    assert credit(heard(calibration.LEAST_HEARD - 0.01)) == 0
    assert credit(heard(calibration.FAINT - 0.01)) == calibration.FAINT_CREDIT
    assert credit(heard(1.0, mentioned=calibration.LEAST_HEARD - 0.01), bare=True) == 0


def test_a_point_alone_that_is_not_clear_earns_little() -> None:
    alone = heard(calibration.CLEAR_ALONE - 0.01, whole=1.2, others=None)
    assert credit(alone) == calibration.UNCLEAR_ALONE < credit(alone._replace(best=calibration.CLEAR_ALONE))


def test_an_answer_that_denies_the_lot_earns_little_in_all_and_its_clearest_point_first() -> None:
    said = [heard(best) for best in (0.5, 0.7, 0.6)]
    weights = [3.0, 2.0, 1.0]
    rationed = credits_for(said, weights, calibration.DENIES)
    assert sum(map(mul, rationed, weights)) <= calibration.DENIED_SHARE * sum(weights) + 1e-9
    assert rationed[1] > 0 == rationed[0]
    assert min(credits_for(said, weights, calibration.DENIES - 0.01)) > 0.5


def test_without_cues_what_is_only_denied_or_one_guess_of_many_counts_by_half() -> None:
    assert credit(heard(), bare=True) == 1
    assert credit(heard(best=-0.1, mentioned=0.8, all_mentioned=0.8), bare=True) == calibration.FAINT_CREDIT
    assert credit(heard(subject=calibration.LEAST_SUBJECT - 0.01), bare=True) == calibration.FAINT_CREDIT


def test_who_says_all_of_a_point_and_nothing_else_has_covered_it() -> None:
    said = heard(belief=0.1, belief_here=0.1, others=calibration.LEAST_OTHERS)
    assert credit(said) >= calibration.COVERED
    assert credit(said._replace(others=None)) >= calibration.COVERED


def test_a_fit_is_a_logistic_curve_of_the_signals() -> None:
    fit = Fit(-2.0, {"best": 2.0})
    assert fit.probability(heard(1.0)) == 0.5
    assert fit.probability(heard(2.0)) == pytest.approx(0.8808, abs=1e-4)


def test_the_shipped_fit_names_its_figures_and_what_they_were_reached_on() -> None:
    body = json.loads(FIT_FILE.read_text(encoding="utf-8"))
    assert read_fit(FIT_FILE.read_text(encoding="utf-8")) == FITTED
    assert body["fitted_on"]["split"] == "train"
    assert body["reached"]["mean_absolute_error"] <= 12
    assert body["reached"]["pearson_r"] >= 0.88
    assert body["reached"]["in_order"] >= 0.94
    assert body["reached_with_drafted_rubrics"]["pearson_r"] >= 0.8
