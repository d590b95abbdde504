"""`viva bank`: check, list and show the questions of a bank, and begin a new one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.domain.bank import Bank
    from server.domain.survey import FiledQuestion, Finding

app = typer.Typer(help="The bank of questions: check it, list it, show one, begin one.", no_args_is_help=True)

Rubrics = Annotated[
    Path | None, typer.Option("--rubrics", help="The bank's folder; the one that ships with viva by default.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for another program to read.")]


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(exists=True, help="Show only what concerns these files and folders.")
    ] = None,
    examples: Annotated[bool, typer.Option(help="Run the examples too (in a checkout only).")] = True,
    complete: Annotated[bool, typer.Option("--complete", help="Fail where a coverage list is not complete.")] = False,
    rubrics: Rubrics = None,
) -> None:
    """Check every question file, and fail where one breaks a rule.

    Prints each finding as file:line: field: message, then how far the lists are covered.
    """
    from server.adapters.files import is_checkout, survey
    from server.cli import bank_view
    from server.services.bankcheck import check as check_bank

    found = survey(_folder(rubrics))
    chosen = [filed for filed in found.filed if _within(filed.file, paths)]
    report = check_bank(found, complete=complete)
    run = [filed for filed in chosen if filed.question.example] if examples and is_checkout() else []
    report = report.joined_by(_run_examples(run))
    findings = [finding for finding in report.findings if _within(finding.file, paths)]
    bank_view.print_report(report, findings, files=len(chosen), examples=len(run))
    if any(finding.gates for finding in findings):
        raise typer.Exit(1)


@app.command()
def coverage(rubrics: Rubrics = None) -> None:
    """Print what the bank covers as a Markdown page, as it is kept in docs/bank.md."""
    from server.adapters.files import survey
    from server.cli import bank_view
    from server.services.bankcheck import check as check_bank

    typer.echo(bank_view.coverage_page(check_bank(survey(_folder(rubrics)))), nl=False)


@app.command()
def new(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="topic/subtopic/slug: where the file will stand.")],
    ask: Annotated[str, typer.Option(help="The question, as an interviewer would say it.")] = "",
    track: Annotated[str | None, typer.Option(help="The track; the first one by default.")] = None,
    rubrics: Rubrics = None,
) -> None:
    """Begin a question file, with every field in place and a word on how to fill it.

    `viva bank check` on the file then says what is still to be written.
    """
    from server.adapters.files import survey
    from server.adapters.skeleton import begin_question
    from server.errors import NotFound

    tracks = survey(_folder(rubrics)).tracks
    track_id = track or next(iter(tracks), "")
    if track_id not in tracks:
        raise NotFound(f"--track: expected one of {', '.join(tracks) or 'no track at all'}, got {track_id!r}.")
    path = begin_question(_folder(rubrics), track_id, tracks[track_id], question_id, ask)
    typer.echo(f"Began {path}. Fill it in from the top; `viva bank check {path}` says what is still missing.")


@app.command("list")
def list_questions(
    topic: Annotated[list[str] | None, typer.Option(help="A topic, or topic/subtopic; may be given again.")] = None,
    level: Annotated[Literal["junior", "mid", "senior"] | None, typer.Option(help="Only this level.")] = None,
    track: Annotated[str | None, typer.Option(help="The track; the first one by default.")] = None,
    as_json: AsJson = False,
    rubrics: Rubrics = None,
) -> None:
    """List the questions, in the order of the track."""
    from server.cli import bank_view
    from server.domain.question import Level

    bank = _load(rubrics)
    questions = bank.within(track or next(iter(bank.tracks)), topic or (), Level(level) if level else None)
    bank_view.print_list(questions, as_json=as_json)


@app.command()
def show(
    question_id: Annotated[
        str, typer.Argument(metavar="ID", help="topic/subtopic/slug, as `viva bank list` prints it.")
    ],
    as_json: AsJson = False,
    rubrics: Rubrics = None,
) -> None:
    """Show one question: what is asked, what is listened for, and the model answer."""
    from server.cli import bank_view

    bank_view.print_question(_load(rubrics).question(question_id), as_json=as_json)


@app.command(hidden=True)
def schema() -> None:
    """Print the JSON Schema of a question file, as it is kept in rubrics/question.schema.json."""
    from server.cli import bank_view

    typer.echo(bank_view.question_schema(), nl=False)


def _folder(rubrics: Path | None) -> Path:
    from server.adapters.files import shipped

    return rubrics or shipped("rubrics")


def _load(rubrics: Path | None) -> "Bank":
    from server.adapters.files import load_bank

    return load_bank(_folder(rubrics))


def _within(file: str, paths: "Sequence[Path] | None") -> bool:
    return not paths or any(Path(file).resolve().is_relative_to(path.resolve()) for path in paths)


def _run_examples(filed: "Sequence[FiledQuestion]") -> "list[Finding]":
    """Run them with a progress bar on stderr, where that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    from server.adapters.examples import run_examples

    console = Console(stderr=True)
    outcomes = track(
        run_examples(filed),
        "Running examples",
        total=len(filed),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    return [finding for _, finding in outcomes if finding is not None]
