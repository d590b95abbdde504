"""Credit rises with what is heard, falls with what is believed wrongly, and never comes from next to nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders import calibration
from server.graders.calibration import FIT_FILE, FITTED, Fit, Signals, credit, read_fit

SHARE = st.floats(0, 1.2)
SIGNALS = st.builds(Signals, SHARE, SHARE, SHARE, SHARE, st.none() | SHARE, SHARE)


@given(SIGNALS, st.sampled_from(["best", "whole", "others"]), SHARE)
def test_hearing_more_never_earns_less(signals: Signals, name: str, more: float) -> None:
    before = getattr(signals, name)
    if before is not None:
        assert credit(signals._replace(**{name: before + more})) >= credit(signals)


@given(SIGNALS, st.sampled_from(["belief", "belief_here"]), SHARE)
def test_hearing_a_misconception_never_earns_more(signals: Signals, name: str, more: float) -> None:
    assert credit(signals._replace(**{name: getattr(signals, name) + more})) <= credit(signals)


@given(SIGNALS)
def test_credit_is_a_share_in_steps(signals: Signals) -> None:
    found = credit(signals)
    assert found == 0 or calibration.LEAST_CREDIT <= found <= 1
    assert found == pytest.approx(round(found / calibration.STEP) * calibration.STEP)


def test_a_point_that_is_hardly_heard_earns_nothing_in_the_best_of_answers() -> None:
    assert (
        credit(Signals(best=calibration.LEAST_HEARD - 0.01, whole=1, belief=0, belief_here=0, others=1, clearest=1))
        == 0
    )
    assert credit(Signals(best=calibration.FAINT - 0.01, whole=1, belief=0, belief_here=0, others=1, clearest=1)) == 0.5


def test_an_answer_in_which_nothing_is_clear_earns_little_on_every_point() -> None:
    vague = Signals(best=0.3, whole=0.9, belief=0, belief_here=0, others=1, clearest=calibration.CLEAR - 0.01)
    assert credit(vague) == calibration.UNCLEAR_CREDIT < credit(vague._replace(clearest=calibration.CLEAR))


def test_who_says_all_of_a_point_and_nothing_else_has_covered_it() -> None:
    said = Signals(best=0.8, whole=0.9, belief=0.1, belief_here=0.1, others=calibration.LEAST_OTHERS, clearest=0.8)
    assert credit(said) >= calibration.COVERED
    assert credit(said._replace(others=None)) >= calibration.COVERED


def test_a_fit_is_a_logistic_curve_of_the_signals() -> None:
    fit = Fit(0.0, {"best": 2.0})
    assert fit.probability(Signals(0, 0, 0, 0, None, 0)) == 0.5
    assert fit.probability(Signals(1, 0, 0, 0, None, 1)) == pytest.approx(0.8808, abs=1e-4)


def test_the_shipped_fit_names_its_figures_and_what_they_were_reached_on() -> None:
    body = json.loads(FIT_FILE.read_text(encoding="utf-8"))
    assert read_fit(FIT_FILE.read_text(encoding="utf-8")) == FITTED
    assert body["fitted_on"]["split"] == "train"
    assert body["reached"]["mean_absolute_error"] <= 12
    assert body["reached"]["pearson_r"] >= 0.88
    assert body["reached"]["in_order"] >= 0.93
