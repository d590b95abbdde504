"""The terminal: `viva` and its command groups, one file each.

Command files import only typer at the top and everything else inside their commands, so that `viva --help` is quick.
"""

import sys

import typer

from server.cli import bank, export, grade, interview, lab, rubric, serve
from server.errors import VivaError

app = typer.Typer(
    help="Viva: the mock interviewer that shows its evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("interview")(interview.interview)
app.command("grade")(grade.grade)
app.command("export", context_settings={"ignore_unknown_options": True})(export.export)
app.add_typer(bank.app, name="bank")
app.add_typer(lab.app, name="lab")
app.add_typer(rubric.app, name="rubric")


def main() -> None:
    """The console script. One of our own errors is one red sentence on stderr and exit code 2, never a traceback."""
    try:
        app(prog_name="viva")
    except VivaError as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        sys.exit(2)
