"""How the bank looks in a terminal: the check's report, the list, one question, and the file's JSON Schema."""

import json
from collections.abc import Sequence

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from server.domain.question import Question, QuestionFile
from server.domain.survey import Finding
from server.services.bankcheck import Report, Row


def print_report(report: Report, findings: Sequence[Finding], *, files: int, examples: int) -> None:
    """The findings one a line, the table by subtopic, and a sentence that sums up."""
    for finding in findings:
        typer.echo(f"{finding}{'' if finding.gates else ' (reported only)'}")
    Console().print(_coverage_table(report))
    gating = sum(finding.gates for finding in findings)
    noted = len(findings) - gating
    outcome = f"{_count(gating, 'finding')} to mend" if gating else "nothing to mend"
    reported = f", {noted} reported only" if noted else ""
    typer.echo(
        f"{_count(files, 'question file')}, {_count(examples, 'example')} run, "
        f"{report.covered} of {report.asked} covered: {outcome}{reported}."
    )


def print_list(questions: Sequence[Question], *, as_json: bool) -> None:
    """Each question's id, level and ask, or a JSON array of them with track and version."""
    if as_json:
        names = ("id", "track", "level", "version", "ask")
        rows = [{name: getattr(question, name) for name in names} for question in questions]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    console = Console()
    for question in questions:
        console.print(Text.assemble((question.id, "bold"), f"  {question.level}"), soft_wrap=True)
        console.print(Padding(Text(question.ask, style="dim"), (0, 0, 0, 2)))


def print_question(question: Question, *, as_json: bool) -> None:
    """The question as a page to read, or as JSON with the fields of its file."""
    if as_json:
        typer.echo(json.dumps(question.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    parts: list[RenderableType] = [
        Text(question.id, style="dim"),
        Text(question.ask, style="bold"),
        Text(f"{question.level}, version {question.version}, covers {', '.join(question.covers)}", style="dim"),
        *_section("A strong answer", Text(question.model_answer)),
        *_section("What is listened for", _key_points(question)),
        *_section("What people get wrong", _misconceptions(question)),
        *_section("Best practice", Text(question.best_practice)),
    ]
    if question.example:
        parts += _section(
            "Example", Syntax(question.example.rstrip(), "python", background_color="default", word_wrap=True)
        )
    parts += _section("Sources", Text("\n".join(question.sources)))
    Console().print(Group(*parts))


def question_schema() -> str:
    """The JSON Schema of a question file, for editors: completion, and checks while typing."""
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", **QuestionFile.model_json_schema()}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _coverage_table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True, footer_style="bold")
    table.add_column("Subtopic", footer="All", overflow="fold")
    for name, footer in zip(_COLUMNS, _totals(report), strict=True):
        table.add_column(name, footer=footer, justify="right")
    for row in report.rows:
        style = "dim" if not row.covered else "green" if row.covered == row.asked else ""
        table.add_row(row.name, *_cells(row), style=style)
    return table


_COLUMNS = ("Covered", "Files", "Samples", "Test files")


def _cells(row: Row) -> tuple[str, ...]:
    return f"{row.covered} of {row.asked}", str(row.files), str(row.samples), str(row.test)


def _totals(report: Report) -> tuple[str, ...]:
    counts = (report.total("files"), report.total("samples"), report.total("test"))
    return f"{report.covered} of {report.asked}", *map(str, counts)


def coverage_page(report: Report) -> str:
    """docs/bank.md: how far the lists are covered, as a Markdown table."""
    rows = [(row.name, *_cells(row)) for row in report.rows]
    lines = [
        "<!-- What the bank covers, by subtopic. Written by `viva bank coverage`; do not edit. -->",
        "# What the bank covers",
        "",
        "Ids are the asked-for items of `coverage.csv`; ids that ask the same share a file. Samples are marked",
        "answers; the graders are never fitted on those of test files. Further lists are covered by the same files.",
        "",
        f"| {' | '.join(('Subtopic', *_COLUMNS))} |",
        f"|---|{'---:|' * len(_COLUMNS)}",
        *(f"| {' | '.join(row)} |" for row in (*rows, ("**All**", *_totals(report)))),
    ]
    return "\n".join(lines) + "\n"


def _key_points(question: Question) -> Table:
    table = Table(box=None, padding=(0, 0, 1, 0), show_header=False)
    for point in question.key_points:
        opens = " (open with this)" if point.id == question.lead_with else ""
        about = f"weight {point.weight:g}, {point.depth}{opens}"
        table.add_row(Text.assemble(point.says, "\n", (about, "dim"), "\n", (f"If missing: {point.probe}", "dim")))
    return table


def _misconceptions(question: Question) -> Table:
    table = Table(box=None, padding=(0, 0, 1, 0), show_header=False)
    for belief in question.misconceptions:
        table.add_row(Text.assemble((f"“{belief.claims}”", "italic"), "\n", belief.because))
    return table


def _section(title: str, body: RenderableType) -> list[RenderableType]:
    return [Text(f"\n{title}", style="bold"), Padding(body, (0, 0, 0, 2))]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
