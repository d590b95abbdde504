"""How runs and their comparison look in a terminal; and a comparison as JSON."""

import json
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.domain.agreement import BY_NAME, FIGURES, Better, Figure
from server.domain.resampling import Change, Estimate
from server.services.lab.comparison import Comparison, Moved
from server.services.lab.figures import Part, by_kind, by_topic, overall, worst
from server.services.lab.run import Result, Run

POINTS = frozenset({"mae", "bias"})
"""Figures in points of 100; the others are shares, or on a scale up to 1."""

NAMED = 10
"""Answers that are named one by one."""


def print_run(run: Run, top: int) -> None:
    """Who graded what, every figure with its interval, the kinds, the topics and the worst answers."""
    console = plain_console()
    console.print(Text(headline(run)))
    print_not_graded(console, run)
    console.print(_figures(overall(run)))
    console.print(_parts("By kind of sample", by_kind(run)))
    console.print(_parts("By topic", by_topic(run)))
    if top:
        console.print(_worst(worst(run, top)))


def print_comparison(before: Run, after: Run, found: Comparison, top: int) -> None:
    """Each figure before and after with the interval of the difference, then the worst regressions side by side."""
    console = plain_console()
    console.print(Text(f"A  {headline(before)}\nB  {headline(after)}"))
    for sentence in _asides(found):
        console.print(sentence)
    console.print(_changes(found.changes))
    worse = [moved for moved in found.moved if moved.further > 0]
    console.print(f"{len(worse)} answers are further from their marks than before.")
    for moved in worse[:top]:
        console.print(_side_by_side(moved))


def comparison_json(found: Comparison) -> str:
    """The comparison for another program: figures, then every answer that both graded, the worst regression first."""
    body = {
        "figures": {name: _change_json(change) for name, change in found.changes.items()},
        "answers": [_moved_json(moved) for moved in found.moved],
        "alone": found.alone,
        "not_graded": found.not_graded,
        "remarked": found.remarked,
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def plain_console() -> Console:
    """Square brackets in an answer are an answer's and no markup."""
    return Console(markup=False, highlight=False)


def headline(run: Run) -> str:
    """Who graded what, and when."""
    head = run.header
    model = f", model {head.grader.model}" if head.grader.model else ""
    topics = f", {', '.join(head.topics)}" if head.topics else ""
    return (
        f"{head.grader.name} {head.grader.version}{model}: {len(run.results)} answers to {len(head.rubrics)} questions "
        f"({head.set}, {head.split}{topics}), {head.at:%Y-%m-%d %H:%M} UTC, {run.tokens:,} tokens in its grades"
    )


def print_not_graded(console: Console, run: Run) -> None:
    """How many were not graded, and which; nothing where all were."""
    lost = run.not_graded
    if lost:
        named = ", ".join(f"{one.case.id} ({one.reason})" for one in lost[:NAMED])
        more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        console.print(Text(f"Not graded, and in no figure: {len(lost)}: {named}{more}."))


def _figures(found: dict[str, Estimate]) -> Table:
    table = empty_table("Agreement with the marks", "figure", "", "value", "95 % interval", "better")
    for figure in FIGURES:
        one = found[figure.name]
        between = _between(figure, one)
        table.add_row(figure.name, figure.says, _number(figure, one.value), between, str(figure.better))
    return table


def _parts(title: str, parts: Iterable[Part]) -> Table:
    table = empty_table(title, "", "answers", "marked", "graded", "bias", "95 % interval", "mae")
    for part in parts:
        bias = BY_NAME["bias"]
        table.add_row(
            part.name,
            str(part.answers),
            f"{part.marked:.1f}",
            f"{part.graded:.1f}",
            _number(bias, part.bias.value, signed=True),
            _between(bias, part.bias, signed=True),
            _number(BY_NAME["mae"], part.mae.value),
        )
    return table


def _worst(results: Sequence[Result]) -> Table:
    table = empty_table(
        "Furthest from the marks", "answer", "kind", "marked", "graded", "what the grader took otherwise"
    )
    for one in results:
        score = one.judged.technical if one.judged is not None else 0
        kind = str(one.case.kind or "")
        table.add_row(one.case.id, kind, f"{one.technical:g}", f"{score:g}", "; ".join(_otherwise(one)))
    return table


def _otherwise(one: Result) -> list[str]:
    """The verdicts that are not the marked ones: marked > graded."""
    judged = one.judged
    assert judged is not None
    points = [
        f"{name}: {mark} > {judged.points[name].verdict}"
        for name, mark in one.points.items()
        if name in judged.points and judged.points[name].verdict is not mark
    ]
    held = [
        f"{name}: {'held > not' if name in one.case.held else 'not > held'}"
        for name, belief in judged.misconceptions.items()
        if belief.held is not (name in one.case.held)
    ]
    return points + held


def _asides(found: Comparison) -> Iterable[str]:
    yield f"{len(found.moved)} answers were graded in both runs."
    if found.alone:
        yield f"{found.alone} stand in one run only."
    if found.not_graded:
        yield f"{found.not_graded} were not graded in one of them."
    if found.remarked:
        yield f"{found.remarked} have other marks in B; where the rubric is the same, those count for both."


def _changes(changes: dict[str, Change]) -> Table:
    table = empty_table("What changed", "figure", "", "A", "B", "difference", "95 % interval", "")
    for figure in FIGURES:
        change = changes[figure.name]
        table.add_row(
            figure.name,
            figure.says,
            _number(figure, change.before),
            _number(figure, change.after),
            _number(figure, change.difference.value, signed=True),
            _between(figure, change.difference, signed=True),
            _word(figure, change.difference),
        )
    return table


def _word(figure: Figure, moved: Estimate) -> str:
    """Better or worse where the interval leaves 0 out; which way is better for the bias depends on where it stood."""
    if moved.low is None or moved.high is None or moved.low <= 0 <= moved.high:
        return ""
    if figure.better is Better.ZERO:
        return "moved"
    return "better" if (moved.low > 0) is (figure.better is Better.HIGHER) else "WORSE"


def _side_by_side(moved: Moved) -> Table:
    old, new = moved.before.judged, moved.after.judged
    assert old is not None and new is not None  # noqa: PT018
    score = f"marked {moved.after.technical:g}, A {old.technical:g}, B {new.technical:g}"
    table = empty_table(f"{moved.after.case.id}: {moved.further:+g} further off ({score})", "point", "marked", "A", "B")
    for name, mark in moved.after.points.items():
        sides = [_said(one.points[name].verdict, one.points[name].quotes) for one in (old, new) if name in one.points]
        table.add_row(name, str(mark), *sides)
    for name in new.misconceptions:
        both = [one.misconceptions[name] for one in (old, new) if name in one.misconceptions]
        if any(one.held for one in both) or name in moved.after.case.held:
            held = "held" if name in moved.after.case.held else "not held"
            table.add_row(name, held, *(_said("held" if one.held else "not held", one.quotes) for one in both))
    return table


def _said(verdict: str, quotes: Sequence[str]) -> str:
    return "\n".join([str(verdict), *(f"“{quote}”" for quote in quotes)])


def empty_table(title: str, *columns: str) -> Table:
    """A table with a title and columns that fold, for rows to come."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _number(figure: Figure, value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "-"
    sign = "+" if signed else ""
    if figure.share:
        return f"{100 * value:{sign}.1f} %"
    return f"{value:{sign}.1f}" if figure.name in POINTS else f"{value:{sign}.3f}"


def _between(figure: Figure, one: Estimate, *, signed: bool = False) -> str:
    if one.low is None:
        return "-"
    return f"{_number(figure, one.low, signed=signed)} to {_number(figure, one.high, signed=signed)}"


def _change_json(change: Change) -> dict[str, object]:
    return {"before": change.before, "after": change.after, "difference": change.difference._asdict()}


def _moved_json(moved: Moved) -> dict[str, object]:
    old, new = moved.before.judged, moved.after.judged
    return {
        "id": moved.after.case.id,
        "question_id": moved.after.case.question_id,
        "further": moved.further,
        "marked": moved.after.technical,
        "marks": {name: str(mark) for name, mark in moved.after.points.items()},
        "held": list(moved.after.case.held),
        "before": old.model_dump(mode="json") if old is not None else None,
        "after": new.model_dump(mode="json") if new is not None else None,
    }
