"""Two runs are compared answer by answer, by the marks that hold now, the worst regression first."""

from server.domain.grade import Reason, Verdict
from server.services.lab.comparison import compare
from server.services.lab.run import Result, Run
from tests.lab_fixture import WHY, a_bank, a_run, header

RIGHT, WRONG = a_run(), a_run(right=False)


def with_first(run: Run, **changes: object) -> Run:
    first, *rest = run.results
    return run.model_copy(update={"results": (first.model_copy(update=changes), *rest)})


def test_the_worst_regression_comes_first_and_an_improvement_last() -> None:
    worse = compare(RIGHT, WRONG).moved
    assert worse[0].after.case.id == f"{WHY}#1"
    assert worse[0].further > 50
    assert [one.further for one in compare(WRONG, RIGHT).moved] == sorted((-one.further for one in worse), reverse=True)


def test_figures_are_compared_in_pairs() -> None:
    found = compare(RIGHT, WRONG).changes["mae"]
    assert found.before == 0
    assert found.difference.value == found.after
    assert found.difference.low is not None
    assert found.difference.low > 0


def test_answers_of_one_run_only_and_those_not_graded_are_counted_apart() -> None:
    short = RIGHT.model_copy(update={"results": RIGHT.results[:4]})
    lost = with_first(RIGHT, judged=None, reason=Reason.MODEL_BUSY)
    assert (compare(short, RIGHT).alone, len(compare(short, RIGHT).moved)) == (2, 4)
    assert (compare(RIGHT, lost).not_graded, len(compare(RIGHT, lost).moved)) == (1, 5)


def remarked(run: Run) -> Run:
    first: Result = run.results[0]
    marks = dict.fromkeys(first.points, Verdict.MISSED)
    return with_first(run, points=marks, technical=0.0)


def test_mended_marks_count_for_both_runs_where_the_rubric_is_the_same() -> None:
    found = compare(RIGHT, remarked(RIGHT))
    assert found.remarked == 1
    assert {one.further for one in found.moved} == {0}


def test_each_run_keeps_its_own_marks_where_the_rubric_has_changed() -> None:
    other = remarked(RIGHT).model_copy(update={"header": header(a_bank(), rubrics={WHY: "f" * 12})})
    assert compare(RIGHT, other).moved[0].further > 50
