"""Our figures of agreement are scikit-learn's and scipy's, and they say None where there is nothing to say."""

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import pearsonr
from sklearn import metrics

from server.domain.agreement import BY_NAME, FIGURES, RANKS, Better, Compared, added, band, by_question, tally
from server.domain.grade import Verdict

verdicts = st.sampled_from(Verdict)
scores = st.integers(0, 1000).map(lambda tenths: tenths / 10)
answers = st.builds(
    Compared,
    question=st.sampled_from(["a", "b", "c"]),
    rank=st.sampled_from([None, 0, 1, 2]),
    marked=scores,
    graded=scores,
    points=st.lists(st.tuples(verdicts, verdicts), max_size=6).map(tuple),
    held=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4).map(tuple),
    levels=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=5).map(tuple),
)
sets = st.lists(answers, min_size=1, max_size=12)


def ours(name: str, found: list[Compared]) -> float | None:
    return BY_NAME[name].of(added(by_question(found).values()))


def same(mine: float | None, theirs: float) -> bool:
    return np.isnan(theirs) if mine is None else mine == pytest.approx(theirs, abs=1e-9)


def kappa_of(one: list[int], other: list[int], **options: object) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(metrics.cohen_kappa_score(one, other, **options))


def bands(found: list[Compared]) -> tuple[list[int], list[int]]:
    return [band(one.marked) for one in found], [band(one.graded) for one in found]


def ranks(found: list[Compared]) -> tuple[list[int], list[int]]:
    pairs = [pair for one in found for pair in one.points]
    return [RANKS[marked] for marked, _ in pairs], [RANKS[graded] for _, graded in pairs]


def levels(found: list[Compared]) -> tuple[list[int], list[int]]:
    pairs = [pair for one in found for pair in one.levels]
    return [marked for marked, _ in pairs], [graded for _, graded in pairs]


@given(sets)
def test_errors_and_bias_are_those_of_the_books(found: list[Compared]) -> None:
    marked, graded = [one.marked for one in found], [one.graded for one in found]
    assert ours("mae", found) == pytest.approx(metrics.mean_absolute_error(marked, graded))
    assert ours("bias", found) == pytest.approx(np.mean(np.array(graded) - np.array(marked)), abs=1e-9)


@given(sets)
def test_r_is_scipys(found: list[Compared]) -> None:
    marked, graded = [one.marked for one in found], [one.graded for one in found]
    if len(set(marked)) < 2 or len(set(graded)) < 2:
        assert ours("r", found) is None
    else:
        assert ours("r", found) == pytest.approx(pearsonr(marked, graded).statistic, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "sides", "size"), [("qwk", bands, 5), ("point_qwk", ranks, 3), ("level_qwk", levels, 5)]
)
@given(found=sets)
def test_weighted_kappa_is_scikit_learns(
    name: str, sides: Callable[[list[Compared]], tuple[list[int], list[int]]], size: int, found: list[Compared]
) -> None:
    marked, graded = sides(found)
    assume(marked)
    assert same(ours(name, found), kappa_of(marked, graded, weights="quadratic", labels=list(range(size))))


@given(sets)
def test_kappa_is_scikit_learns_two_ways_and_three(found: list[Compared]) -> None:
    marked, graded = ranks(found)
    assume(marked)
    assert same(ours("point_kappa3", found), kappa_of(marked, graded, labels=[0, 1, 2]))
    heard = [rank > 0 for rank in marked], [rank > 0 for rank in graded]
    assert same(ours("point_kappa", found), kappa_of(*heard, labels=[False, True]))


@given(sets)
def test_precision_recall_and_f1_are_scikit_learns(found: list[Compared]) -> None:
    marked, graded = ([rank > 0 for rank in side] for side in ranks(found))
    held = [pair for one in found for pair in one.held]
    nan = {"zero_division": np.nan}
    if marked:
        assert same(ours("point_precision", found), metrics.precision_score(marked, graded, **nan))
        assert same(ours("point_recall", found), metrics.recall_score(marked, graded, **nan))
        assert same(ours("point_f1", found), metrics.f1_score(marked, graded, **nan))
    if held:
        expected, got = zip(*held, strict=True)
        assert same(ours("held_precision", found), metrics.precision_score(expected, got, **nan))
        assert same(ours("held_recall", found), metrics.recall_score(expected, got, **nan))


@given(sets)
def test_exact_and_adjacent_are_shares_of_the_answers(found: list[Compared]) -> None:
    off = [abs(marked - graded) for marked, graded in zip(*bands(found), strict=True)]
    assert ours("exact", found) == pytest.approx(metrics.accuracy_score(*bands(found)))
    assert ours("adjacent", found) == pytest.approx(sum(one <= 1 for one in off) / len(off))


@pytest.mark.parametrize(("score", "expected"), [(0, 0), (19.9, 0), (20, 1), (59.9, 2), (60, 3), (80, 4), (100, 4)])
def test_bands_are_fifths_of_a_hundred(score: float, expected: int) -> None:
    assert band(score) == expected


def ranked(question: str, *graded: tuple[int | None, float]) -> list[Compared]:
    return [Compared(question, rank, 50, score) for rank, score in graded]


def test_order_is_counted_within_a_question_and_equal_scores_are_out_of_order() -> None:
    assert ours("order", ranked("a", (2, 90), (1, 50), (0, 10))) == 1
    assert ours("order", ranked("a", (2, 90), (1, 90), (0, 10))) == pytest.approx(2 / 3)
    assert ours("order", ranked("a", (2, 10), (0, 90), (None, 50))) == 0
    assert ours("order", [*ranked("a", (2, 10)), *ranked("b", (0, 90))]) is None


def test_what_is_contradicted_counts_as_missed() -> None:
    one = Compared("a", None, 0, 0, points=((Verdict.CONTRADICTED, Verdict.MISSED), (Verdict.COVERED, Verdict.COVERED)))
    assert ours("point_kappa3", [one]) == 1


def test_a_figure_without_anything_to_stand_on_is_none() -> None:
    alone = [Compared("a", None, 50, 50)]
    assert {figure.name for figure in FIGURES if ours(figure.name, alone) is None} == {
        "r", "order", "qwk", "point_qwk", "point_precision", "point_recall", "point_f1", "point_kappa",
        "point_kappa3", "held_precision", "held_recall", "level_qwk", "level_adjacent",
    }  # fmt: skip
    assert all(figure.of(tally([])) is None for figure in FIGURES)


@given(sets)
def test_sums_of_questions_add_up_in_any_order(found: list[Compared]) -> None:
    backwards = added(by_question(found[::-1]).values())
    assert added(by_question(found).values()) == pytest.approx(backwards)


@pytest.mark.parametrize(
    ("better", "before", "after", "worse"),
    [(Better.HIGHER, 0.8, 0.7, 0.1), (Better.LOWER, 12, 14, 2), (Better.ZERO, -3, 1, -2), (Better.ZERO, 1, -3, 2)],
)
def test_worse_means_something_else_for_each_figure(better: Better, before: float, after: float, worse: float) -> None:
    figure = replace(BY_NAME["r"], better=better)
    assert figure.worse_by(before, after) == pytest.approx(worse)
