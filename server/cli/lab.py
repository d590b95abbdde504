"""`viva lab`: how well a grader agrees with marked answers, what changed between two runs, and the gate.

Exit codes: 0 done or passed, 1 the gate is missed, 2 a wrong option, file or setting, 130 stopped by Ctrl-C.
"""

from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from server.cli.lab_fit import fit
from server.cli.serve import Grader

if TYPE_CHECKING:
    from server.cli.lab_house import LabHouse
    from server.domain.question import Split
    from server.services.lab.labelled import Labelled
    from server.services.lab.run import Run
    from server.services.lab.verdict import Row

T = TypeVar("T")

MISSED = 1
INTERRUPTED = 130

app = typer.Typer(
    help="The lab: measure a grader on marked answers, compare two runs, hold a change to the gate.",
    no_args_is_help=True,
)

app.command()(fit)

Rubrics = Annotated[Path | None, typer.Option(help="The bank's folder [VIVA_RUBRICS_DIR; the one that ships].")]
Prompts = Annotated[Path | None, typer.Option(help="The prompts' folder [VIVA_PROMPTS_DIR; the one that ships].")]
Cache = Annotated[Path | None, typer.Option(help="Where judgements are kept [cache/lab in VIVA_DATA_DIR].")]
Workers = Annotated[int, typer.Option(min=1, max=200, help="Answers at once.")]
Top = Annotated[int, typer.Option(min=0, help="How many of the worst answers to show.")]


@app.command()
def run(
    marked: Annotated[
        str,
        typer.Option("--set", metavar="samples|FILE.jsonl", help="The bank's samples, or a file of marked answers."),
    ] = "samples",
    split: Annotated[
        Literal["train", "test", "all"] | None,
        typer.Option(help="Which questions; train for the samples, all for a file."),
    ] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic; may be given again.")] = None,
    rubrics: Rubrics = None,
    prompts: Prompts = None,
    grader: Grader = None,
    out: Annotated[Path | None, typer.Option(metavar="RUN.json", help="Keep the run in this file.")] = None,
    cache: Cache = None,
    workers: Workers = 8,
    top: Top = 10,
) -> None:
    """Grade marked answers and print how well the grades agree with the marks.

    A line of a file is {id, question_id, answer, points: {id: verdict}, held: [id], phrasing: {id: level}}. An answer
    that was graded before by the same grader, prompts, model and rubric comes from the cache.
    """
    from server.cli.lab_house import SAMPLES, Chosen, build, write_file
    from server.cli.lab_view import print_run
    from server.errors import Unavailable

    house = build(Chosen(grader, rubrics, prompts, cache, workers))
    part = split or ("train" if marked == SAMPLES else "all")
    cases = house.cases(marked, _split(part), topic or ())
    made = _finished(house, house.run(cases, marked, part, topic or ()))
    if out is not None:
        write_file(out, made.model_dump_json(indent=1) + "\n", "--out")
    if not made.graded:
        raise Unavailable(f"Nothing was graded ({_reasons(made)}). See to the model and its settings, then try again.")
    print_run(made, top)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="The run before.")],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="The run after.")],
    top: Top = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for another program to read.")] = False,
) -> None:
    """Compare two runs over the answers that both graded, the worst regressions first."""
    from server.cli.lab_house import read_run_file
    from server.cli.lab_view import comparison_json, print_comparison
    from server.errors import Invalid
    from server.services.lab.comparison import compare as compared

    runs = read_run_file(before, "A.json"), read_run_file(after, "B.json")
    found = compared(*runs)
    if not found.moved:
        raise Invalid("A.json and B.json: expected two runs that graded the same answers, got none in both.")
    if as_json:
        typer.echo(comparison_json(found))
    else:
        print_comparison(*runs, found, top)


@app.command()
def gate(
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN.json", help="Fail, too, where agreement falls below this run's.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the checks as JUnit XML.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the checks as Markdown.")] = None,
    rubrics: Rubrics = None,
    prompts: Prompts = None,
    grader: Grader = None,
    cache: Cache = None,
    workers: Workers = 8,
) -> None:
    """Run the questions kept for testing and the adversarial answers; exit code 1 where a must is missed."""
    from server.cli.lab_gate_view import print_gate
    from server.cli.lab_house import SAMPLES, Chosen, build, read_run_file, write_file
    from server.services.lab import ci
    from server.services.lab.gate import checks, passed

    known = read_run_file(baseline, "--baseline") if baseline is not None else None
    house = build(Chosen(grader, rubrics, prompts, cache, workers))
    cases = house.cases(SAMPLES, _split("test"), ())
    made, rows = _finished(house, _gated(house, cases))
    found = checks(made, rows, known)
    name = f"{made.header.grader.name} {made.header.grader.version}"
    if junit is not None:
        write_file(junit, ci.junit(found, name), "--junit")
    if markdown is not None:
        write_file(markdown, ci.markdown(found, name), "--markdown")
    print_gate(made, rows, found)
    if not passed(found):
        raise typer.Exit(MISSED)


async def _gated(house: "LabHouse", cases: "list[Labelled]") -> "tuple[Run, list[Row]]":
    return await house.run(cases, "samples", "test", ()), await house.attacked()


def _finished(house: "LabHouse", work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to; Ctrl-C leaves what is done in the cache."""
    import asyncio

    async def closing() -> T:
        try:
            return await work
        finally:
            await house.close()

    try:
        return asyncio.run(closing())
    except KeyboardInterrupt:
        typer.echo(f"Stopped. What is done is kept in {house.shelf.folder}: run the same command to go on.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _reasons(made: "Run") -> str:
    return ", ".join(sorted({str(one.reason) for one in made.not_graded}))


def _split(name: str) -> "Split | None":
    from server.domain.question import Split

    return None if name == "all" else Split(name)
