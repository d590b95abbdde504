"""The benches can be started, and what they make of their measurements is right; no speed is tested."""

from argparse import Namespace
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import figures, grading, machine
from bench.figures import Promise, Report, Spread, middle, percentile, short, spread, table
from bench.people import Heard
from bench.upstream import chunked, event

MEASURES = [1.0, 2.0, 3.0, 4.0]
numbers = st.lists(st.floats(-1e6, 1e6), min_size=1)


@pytest.mark.parametrize("name", ["relay", "append", "start", "grading", "upstream", "bare", "drafts", "short_answers"])
def test_a_bench_says_what_it_measures_and_can_be_started(name: str) -> None:
    bench = import_module(f"bench.{name}")
    assert bench.__doc__
    assert callable(bench.main)


@pytest.mark.parametrize(("share", "expected"), [(0, 1), (0.25, 1), (0.5, 2), (0.51, 3), (0.99, 4), (1, 4)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile(MEASURES[::-1], share) == expected


@given(numbers, st.floats(0.01, 1))
def test_at_least_that_share_is_not_above_a_percentile(values: list[float], share: float) -> None:
    at = percentile(values, share)
    assert sum(value <= at for value in values) >= share * len(values) - 1e-6
    assert at in values


def test_nothing_measured_is_an_error_and_no_zero() -> None:
    with pytest.raises(ValueError, match="got none"):
        spread([])


def test_one_disturbed_round_does_not_move_the_middle() -> None:
    rounds = [Spread(1, 2, 10), Spread(1.1, 2.1, 10), Spread(90, 900, 10)]
    assert middle(rounds) == Spread(1.1, 2.1, 30)


@pytest.mark.parametrize(
    ("promise", "kept"),
    [
        (Promise("ack", 30, 30, " ms"), True),
        (Promise("ack", 30.1, 30, " ms"), False),
        (Promise("rate", 3, 2, "x", least=True), True),
        (Promise("rate", 1, 2, "x", least=True), False),
    ],
)
def test_a_promise_is_kept_or_it_is_not(promise: Promise, kept: bool) -> None:
    assert promise.kept is kept
    assert str(promise).startswith("kept" if kept else "NOT KEPT")


@pytest.mark.parametrize("gate", [True, False])
def test_a_broken_promise_fails_the_run_only_where_it_is_the_gate(
    gate: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report("x", promises=[Promise("ack", 31, 30, " ms")])
    assert report.finish(Namespace(json=False, gate=gate)) == (1 if gate else 0)
    assert "NOT KEPT" in capsys.readouterr().out


def test_figures_are_written_where_git_does_not_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RESULTS", tmp_path / "results")
    Report("x", promises=[Promise("ack", 1, 30, " ms")]).finish(Namespace(json=True, gate=True))
    assert '"kept": true' in (tmp_path / "results" / "x.json").read_text()
    assert "/bench/results/" in (machine.ROOT / ".gitignore").read_text().split()


@pytest.mark.parametrize(("number", "shown"), [(0.0123, "0.0123"), (4.567, "4.57"), (1234.5, "1,234")])
def test_numbers_are_shown_as_exactly_as_they_deserve(number: float, shown: str) -> None:
    assert short(number) == shown


def test_a_table_lines_up_and_leaves_what_is_missing_empty() -> None:
    shown = table("title", [{"": "one", "ms": 1.5}, {"": "another", "core": "9 %"}]).splitlines()
    assert shown[0] == "title"
    assert shown[2].split() == ["ms", "core"]
    assert [line.split() for line in shown[4:]] == [["one", "1.5"], ["another", "9", "%"]]


def test_joined_tokens_are_each_compared_with_the_time_at_which_they_left() -> None:
    heard = Heard(sent=1_000_000)
    heard.note("3000000/5000000 ", came=6_000_000)
    heard.note("7000000 8000000 ", came=9_500_000)
    assert heard.added_ms(0, 10_000_000) == [1.0, 2.5, 1.5]
    assert heard.added_ms(7_000_000, 7_000_000) == [2.5]


def test_the_time_that_the_model_takes_is_not_counted_against_us() -> None:
    heard = Heard(sent=1_000_000)
    heard.note("3000000/5000000 ", came=6_000_000)
    assert heard.first_ms == 3.0


def test_the_upstream_speaks_in_chunks_of_http() -> None:
    body = event("a token")
    size, _, rest = chunked(body).partition(b"\r\n")
    assert int(size, 16) == len(body)
    assert rest == body + b"\r\n"


def test_a_server_under_test_sees_no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_LLM_MODEL", "mine")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    given_ones = machine.environment({"VIVA_GRADER": "embedded"})
    assert [name for name in given_ones if name.startswith(("VIVA_", "OPENAI_"))] == ["VIVA_GRADER"]


def test_grading_is_measured_beside_the_least_that_can_be_done_with_an_answer() -> None:
    few = grading.cases(3)
    assert all(len(grading.words_shared(case)) == len(case.rubric.key_points) for case in few)
    graded, least, _ = grading.grading(few, rounds=2)
    report = grading.report(graded, least, grew=1)
    assert [len(rounds) for rounds in (graded, least)] == [2, 2]
    assert "3 answers, 2 rounds" in report.tables[0]
    assert report.figures["ratio"] == pytest.approx(
        report.figures["rows"][0]["ms p50"] / report.figures["rows"][1]["ms p50"]
    )
