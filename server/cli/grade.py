"""`viva grade`: grade one answer, or a file of them, without a database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.serve import Grader

if TYPE_CHECKING:
    from server.cli.crew import Crew
    from server.domain.bank import Bank
    from server.main import Graders

BROKEN_LINES = 1
INTERRUPTED = 130

CALLS_AT_ONCE = 8
"""Answers that a language model is asked about at once; most of the time is spent waiting for it."""


def grade(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The answer; - or nothing reads it from standard input.")
    ] = "-",
    question: Annotated[str | None, typer.Option(help="The question's id, as `viva bank list` prints it.")] = None,
    batch: Annotated[
        Path | None, typer.Option(metavar="IN.jsonl", help="A file of answers, one JSON object a line.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="OUT.jsonl", help="Where their grades go; gone on with if it is there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, in the shape of a batch's line.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=1000,
            help="With --batch: processes that grade [1], 0 for one on every core; with a language model, answers that "
            "it is asked about at once [8]. The grades are the same.",
        ),
    ] = None,
    grader: Grader = None,
) -> None:
    """Grade an answer, or with --batch a file of them.

    A line of a batch is {id, answer, question_id}, or brings its rubric: {id, answer, question, model_answer,
    key_points?: [{id, says, weight}], misconceptions?: [{id, claims}]}; key points that are left out are derived from
    the model answer. Every line gets its result, in order; one that cannot be graded says why. Exit code 1 means that
    some line of the batch was wrong (or the one answer not graded).
    """
    import asyncio

    from server.cli.source import read_text
    from server.errors import Invalid

    if batch is None and question is None:
        raise Invalid("--question: expected the id of a question, or --batch with a file of answers; got neither.")
    if batch is not None:
        if question is not None or file != "-" or as_json:
            raise Invalid("--batch: expected it with --out, --workers and --grader only.")
        if out is None or _same(batch, out):
            raise Invalid("--out: expected the file for the grades, another one than --batch.")
        try:
            asyncio.run(_grade_batch(batch, out, grader, workers))
        except KeyboardInterrupt:
            typer.echo("Stopped. Run the same command again to go on.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        return
    if workers is not None:
        raise Invalid("--workers: expected it with --batch, because one answer is one piece of work.")
    assert question is not None
    asyncio.run(_grade_one(question, read_text(file, "FILE"), grader, as_json=as_json))


async def _grade_batch(source: Path, target: Path, grader_name: str | None, workers: int | None) -> None:
    from server.cli.batch import grade_file, summary

    bank, graders = _built(grader_name)
    try:
        outcome = await grade_file(_crew(bank, graders, workers), graders.desks[graders.chosen].grader, source, target)
    finally:
        await _close(graders)
    for sentence in summary(outcome):
        typer.echo(sentence, err=True)
    if outcome.reasons["invalid"] or outcome.reasons["unknown_question"]:
        raise typer.Exit(BROKEN_LINES)


def _crew(bank: "Bank", graders: "Graders", workers: int | None) -> "Crew":
    """Many processes where grading is work of this machine; one that waits for many calls where it is a model's."""
    from functools import partial

    from server.cli.crew import cores, many_processes, one_process
    from server.graders.draft import SentenceDrafter
    from server.services.batch import Batch

    make = partial(Batch, bank, graders.desks[graders.chosen].grader, SentenceDrafter())
    if graders.model is not None:
        return one_process(make(), workers or CALLS_AT_ONCE)
    processes = cores() if workers == 0 else workers or 1
    return one_process(make(), 1) if processes == 1 else many_processes(make, processes)


async def _grade_one(question: str, answer: str, grader_name: str | None, *, as_json: bool) -> None:
    import json

    from server.cli.sheet import print_grade
    from server.domain.grade import NotGraded
    from server.ports import Case
    from server.services.batch import last_of
    from server.services.batch.result import result_of

    bank, graders = _built(grader_name)
    rubric = bank.rubric(question)
    case = Case(rubric=rubric, answer=answer, given=(rubric.ask,))
    desk = graders.desks[graders.chosen]
    try:
        graded = await last_of(desk.grader, case)
        if as_json:
            typer.echo(json.dumps(result_of(question, case, graded), ensure_ascii=False, indent=2))
        else:
            await print_grade(case, graded, desk.writer)
    finally:
        await _close(graders)
    if isinstance(graded, NotGraded):
        raise typer.Exit(BROKEN_LINES)


def _built(grader_name: str | None) -> "tuple[Bank, Graders]":
    from server.adapters.clock import SystemClock
    from server.cli.logs import start_logs
    from server.main import build_bank, build_graders
    from server.settings import read_settings

    settings = read_settings(grader=grader_name)
    start_logs("error")
    return build_bank(settings), build_graders(settings, SystemClock())


async def _close(graders: "Graders") -> None:
    if graders.model is not None:
        await graders.model.close()


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
