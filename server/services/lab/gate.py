"""Gate: what a grader, rubric or prompt must reach before it is published, and what it should."""

from collections.abc import Sequence
from typing import NamedTuple

from server.domain.agreement import BY_NAME, Better
from server.domain.resampling import Change, Estimate
from server.errors import Invalid
from server.services.lab.comparison import compare
from server.services.lab.figures import overall
from server.services.lab.run import Run
from server.services.lab.verdict import Outcome, Row


class Limit(NamedTuple):
    """A figure of the test split and how good it has to be; an aim is reported only."""

    figure: str
    at: float
    must: bool


LIMITS = (
    Limit("r", 0.80, True),
    Limit("order", 0.90, True),
    Limit("r", 0.88, False),
    Limit("order", 0.95, False),
    Limit("mae", 12, False),
)

WATCHED = ("mae", "r", "order", "qwk", "point_kappa")
"""Figures that must not become worse than the baseline's by more than chance explains."""

SHOWN = 5
"""Cases of a row that a check names."""


class Check(NamedTuple):
    """One line of the gate's report. `group` is agreement, adversarial, baseline or grading."""

    group: str
    name: str
    must: bool
    passed: bool
    got: str
    why: str = ""


def checks(run: Run, rows: Sequence[Row], baseline: Run | None) -> list[Check]:
    """Everything that the gate looks at; Invalid where the baseline shares no answers with the run."""
    found = [_all_graded(run), *_agreement(overall(run)), *(_row(row) for row in rows)]
    return found + (_against(run, baseline) if baseline is not None else [])


def passed(found: Sequence[Check]) -> bool:
    return all(check.passed for check in found if check.must)


def _all_graded(run: Run) -> Check:
    lost = run.not_graded
    why = ", ".join(f"{one.case.id} ({one.reason})" for one in lost[:SHOWN])
    return Check("grading", "every answer is graded", True, not lost, f"{len(run.graded)} of {len(run.results)}", why)


def _agreement(figures: dict[str, Estimate]) -> list[Check]:
    found: list[Check] = []
    for limit in LIMITS:
        figure, value = BY_NAME[limit.figure], figures[limit.figure].value
        least = figure.better is Better.HIGHER
        kept = value is not None and (value >= limit.at if least else value <= limit.at)
        name = f"{figure.says} {'at least' if least else 'at most'} {limit.at:g}"
        found.append(Check("agreement", name, limit.must, kept, "none" if value is None else f"{value:.3f}"))
    return found


def _row(row: Row) -> Check:
    kept = len(row.outcomes) - len(row.missed)
    why = "; ".join(map(outcome_text, row.missed[:SHOWN]))
    more = f"; and {len(row.missed) - SHOWN} more" if len(row.missed) > SHOWN else ""
    name = f"{row.family}: {row.rule}"
    return Check("adversarial", name, row.rule.must, row.passed, f"{kept} of {len(row.outcomes)}", why + more)


def outcome_text(outcome: Outcome) -> str:
    """An adversarial answer's outcome in a line: which, to what, what it earned."""
    attack = outcome.attack
    score = f"not graded ({outcome.reason})" if outcome.score is None else f"{outcome.score:g}"
    beside = f", {outcome.base:g} without" if outcome.base is not None else ""
    way = f" ({attack.way})" if attack.way else ""
    flag = ", flagged" if outcome.flagged else ""
    return f"{attack.id}{way} on {attack.question_id}: {score}{beside}{flag}"


def _against(run: Run, baseline: Run) -> list[Check]:
    compared = compare(baseline, run)
    if not compared.moved:
        raise Invalid("--baseline: expected a run over the same answers, got one that shares none with this one.")
    return [_watched(name, compared.changes[name]) for name in WATCHED]


def _watched(name: str, change: Change) -> Check:
    figure, moved = BY_NAME[name], change.difference
    if moved.low is None or moved.high is None:
        fell = False
    else:
        fell = moved.high < 0 if figure.better is Better.HIGHER else moved.low > 0
    got = "no interval" if moved.low is None else f"{moved.value:+.3f} ({moved.low:+.3f} to {moved.high:+.3f})"
    return Check("baseline", f"{figure.says} has not become worse", True, not fell, got)
