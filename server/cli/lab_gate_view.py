"""How the gate looks in a terminal: the pass table, the checks, and every case behind a missed must."""

from collections.abc import Sequence

import typer
from rich.table import Table
from rich.text import Text

from server.cli.lab_view import empty_table, headline, plain_console, print_not_graded
from server.services.lab.gate import Check, outcome_text, passed
from server.services.lab.run import Run
from server.services.lab.verdict import Row


def print_gate(run: Run, rows: Sequence[Row], found: Sequence[Check]) -> None:
    """The adversarial pass table, the checks, the cases behind each missed must, and the outcome."""
    console = plain_console()
    console.print(Text(headline(run)))
    print_not_graded(console, run)
    console.print(_pass_table(rows))
    console.print(_checks(found))
    for row in rows:
        if row.rule.must and row.missed:
            console.print(Text(f"{row.family}: {row.rule}", style="bold"))
            for outcome in row.missed:
                console.print(Text(f"  {outcome_text(outcome)}"), soft_wrap=True)
    typer.echo("The gate is passed." if passed(found) else "The gate is MISSED.")


def _pass_table(rows: Sequence[Row]) -> Table:
    table = empty_table("Adversarial answers", "family", "", "may earn", "answers", "kept", "mean", "")
    for row in rows:
        kept = len(row.outcomes) - len(row.missed)
        mean = "" if row.mean is None else f"{row.mean:.1f}"
        state = "kept" if row.passed else ("MISSED" if row.rule.must else "not reached")
        need = "must" if row.rule.must else "aim"
        table.add_row(str(row.family), need, str(row.rule), str(len(row.outcomes)), str(kept), mean, state)
    return table


def _checks(found: Sequence[Check]) -> Table:
    table = empty_table("Checks", "", "check", "", "got", "")
    for check in found:
        if check.group != "adversarial":
            state = "kept" if check.passed else ("MISSED" if check.must else "not reached")
            table.add_row(check.group, check.name, "must" if check.must else "aim", check.got, state)
    return table
