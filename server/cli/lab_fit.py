"""`viva lab fit`: fit the embedded grader's coefficients on the bank's train samples, and say what they reach."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from server.domain.agreement import Compared
    from server.domain.bank import Bank
    from server.domain.grade import Graded
    from server.domain.rubric import Rubric
    from server.graders.calibration import Fitted
    from server.graders.fitting import Example
    from server.services.lab.labelled import Labelled


def fit(
    folds: Annotated[int, typer.Option(min=2, max=50, help="Parts of the questions, each left out once.")] = 10,
    write: Annotated[bool, typer.Option("--write", help="Write the coefficients into the grader's fit.json.")] = False,
    rubrics: Annotated[Path | None, typer.Option("--rubrics", help="Another bank than the one that ships.")] = None,
) -> None:
    """Fit the embedded grader's coefficients on the train samples, whole questions left out.

    The figures are honest: each answer is graded by a fit that has not seen its question. Test samples are never read.
    With --write the new coefficients, fitted on all train questions, and these figures go into the grader's fit.json.
    """
    from rich.console import Console
    from rich.progress import track

    from server.adapters.files import load_bank, shipped
    from server.domain.question import Split
    from server.graders import calibration, fitting
    from server.services.lab import labelled

    bank = load_bank(rubrics or shipped("rubrics"))
    cases = labelled.chosen(labelled.from_bank(bank), bank, Split.TRAIN, ())
    console = Console(stderr=True)
    heard = track([*cases, *_off_topic(cases)], "Listening", console=console, transient=True)
    listened = [_listen(bank, case) for case in heard]
    parts = fitting.folds((case.question_id for case in cases), folds)
    compared: list[Compared] = []
    drafted: list[Compared] = []
    for part in track(parts, "Leaving questions out", console=console, transient=True):
        fitted = _fitted([one for one in listened if one.question_id not in part])
        left_out = [case for case in cases if case.question_id in part]
        compared += _graded(bank, left_out, fitted)
        drafted += _graded(bank, left_out, fitted, bare=True)
    body = _body(_fitted(listened), compared, drafted, folds)
    typer.echo(json.dumps(body, indent=2))
    if write:
        calibration.FIT_FILE.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
        typer.echo(f"Wrote {calibration.FIT_FILE}. The grader has a new version now.", err=True)


class Listened(NamedTuple):
    """What one marked answer tells a fit: by the question's own rubric, and by one drafted from its model answer."""

    question_id: str
    own: "list[Example]"
    bare: "list[Example]"


def _listen(bank: "Bank", case: "Labelled") -> Listened:
    from server.graders.draft import bared
    from server.graders.embedded import signals
    from server.graders.fitting import Example, shared_out
    from server.ports import Case
    from server.services.lab.labelled import CREDIT, marked_sheet

    rubric = bank.rubric(case.question_id)
    points, beliefs = signals(Case(rubric=rubric, answer=case.answer))
    marked = [CREDIT[case.points[point.id]] if point.id in case.points else 0.0 for point in rubric.key_points]
    held = [float(belief.id in case.held) for belief in rubric.misconceptions]
    own = zip((*points, *beliefs), (*marked, *held), strict=True)
    drafted = bared(rubric)
    bare, _ = signals(Case(rubric=drafted, answer=case.answer))
    total = marked_sheet(rubric, case).technical / 100
    made = shared_out(total, [point.weight for point in drafted.key_points], [one.mentioned for one in bare])
    return Listened(
        case.question_id,
        [Example(case.question_id, *pair) for pair in own],
        [Example(case.question_id, *pair) for pair in zip(bare, made, strict=True)],
    )


def _off_topic(cases: "Sequence[Labelled]") -> "list[Labelled]":
    """The strong answers once more, each to a question of another topic, where nothing of them is an answer."""
    from server.domain.question import SampleKind

    strong = [case for case in cases if case.kind is SampleKind.STRONG]
    pairs = zip(strong, [*strong[len(strong) // 2 :], *strong[: len(strong) // 2]], strict=True)
    return [
        one.model_copy(update={"answer": other.answer, "points": {}, "held": ()})
        for one, other in pairs
        if one.topic != other.topic
    ]


def _fitted(listened: "Sequence[Listened]") -> "Fitted":
    from server.graders import fitting
    from server.graders.calibration import Fitted

    own = [example for one in listened for example in one.own]
    among, alone = fitting.fit_points(own)
    bare = fitting.fit_bare(example for one in listened for example in one.bare)
    return Fitted(among, alone, bare, fitting.fit_beliefs(own), mean_error=0, bare_error=0, answers=0, questions=0)


def _graded(bank: "Bank", cases: "Sequence[Labelled]", fitted: "Fitted", *, bare: bool = False) -> "list[Compared]":
    """These cases, graded by the embedded grader with these coefficients, beside their marks.

    `bare`: against rubrics drafted from the model answers; then only the totals can be compared.
    """
    import asyncio

    from server.domain.agreement import Compared
    from server.graders.draft import bared
    from server.services.lab.judgement import judgement_of
    from server.services.lab.labelled import marked_sheet
    from server.services.lab.run import compared, result_of

    rubrics = [bank.rubric(case.question_id) for case in cases]
    grades = asyncio.run(_grades([bared(rubric) for rubric in rubrics] if bare else rubrics, cases, fitted))
    rows = zip(rubrics, cases, grades, strict=True)
    if bare:
        return [
            Compared(case.question_id, case.rank, marked_sheet(rubric, case).technical, grade.sheet.technical)
            for rubric, case, grade in rows
        ]
    return [compared(result_of(rubric, case, judgement_of(grade))) for rubric, case, grade in rows]


async def _grades(rubrics: "Sequence[Rubric]", cases: "Sequence[Labelled]", fitted: "Fitted") -> "list[Graded]":
    from server.domain.grade import Graded
    from server.graders.embedded import EmbeddedGrader
    from server.ports import Case

    grader = EmbeddedGrader(fitted)
    return [
        item
        for rubric, case in zip(rubrics, cases, strict=True)
        async for item in grader.grade(Case(rubric=rubric, answer=case.answer))
        if isinstance(item, Graded)
    ]


def _body(
    fitted: "Fitted", compared: "Sequence[Compared]", drafted: "Sequence[Compared]", folds: int
) -> dict[str, object]:
    """fit.json as it is written."""
    return {
        "coefficients": {
            "among_others": fitted.among_others._asdict(),
            "alone": fitted.alone._asdict(),
            "bare": fitted.bare._asdict(),
            "belief": fitted.belief._asdict(),
        },
        "fitted_on": {"split": "train", "answers": len(compared), "questions": len({one.question for one in compared})},
        "reached": {
            "how": f"whole questions left out, in {folds} parts",
            **_reached(compared),
            "misconceptions": _named(compared),
        },
        "reached_with_drafted_rubrics": _reached(drafted),
    }


def _reached(compared: "Sequence[Compared]") -> dict[str, float]:
    from server.domain import agreement

    sums = agreement.added(agreement.by_question(compared).values())
    return {
        "mean_absolute_error": round(agreement.mean_error(sums) or 0, 1),
        "pearson_r": round(agreement.pearson(sums) or 0, 3),
        "in_order": round(agreement.in_order(sums) or 0, 3),
        "bias": round(agreement.bias(sums) or 0, 1),
    }


def _named(compared: "Sequence[Compared]") -> dict[str, int]:
    """Of the misconceptions that answers hold, how many were named, and how many were named that they do not hold."""
    pairs = [pair for one in compared for pair in one.held]
    return {
        "held": sum(marked for marked, _ in pairs),
        "named": sum(marked and found for marked, found in pairs),
        "named_falsely": sum(found and not marked for marked, found in pairs),
    }
