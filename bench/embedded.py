"""How well the embedded grader agrees with the marks of the bank's samples, and how long an answer takes.

    python -m bench.embedded            the train samples: what the constants of server/graders/calibration.py rest on
    python -m bench.embedded --each     the same, one line for each answer
    python -m bench.embedded --test     the samples kept for testing: look, never tune

The marked total uses the product's own arithmetic: covered is credit 1, partial 1/2, and what is held costs its points.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import mean, median

from server.adapters.files import load_bank, shipped
from server.domain.grade import Graded, Sheet
from server.domain.question import Sample, SampleKind, Split
from server.domain.rubric import Rubric
from server.graders.embedded import EmbeddedGrader
from server.ports import Case
from server.services.lab.labelled import marked_sheet, samples_of

_ORDER = {SampleKind.STRONG: 2, SampleKind.PARTIAL: 1, SampleKind.WRONG: 0}


@dataclass(frozen=True)
class Compared:
    """One marked answer beside its grade."""

    rubric: Rubric
    sample: Sample
    marked: Sheet
    graded: Graded
    milliseconds: float

    @property
    def error(self) -> float:
        return self.graded.sheet.technical - self.marked.technical


def grade(rubric: Rubric, answer: str) -> Graded:
    """The embedded grader's grade; AssertionError where it gave none."""

    async def last() -> object:
        return [line async for line in EmbeddedGrader().grade(Case(rubric=rubric, answer=answer))][-1]

    graded = asyncio.run(last())
    assert isinstance(graded, Graded), graded
    return graded


def compare(split: Split) -> list[Compared]:
    """Every sample of one split, graded."""
    bank = load_bank(shipped("rubrics"))
    found: list[Compared] = []
    for question in bank.questions.values():
        rubric = bank.rubric(question.id)
        for sample, case in zip(question.samples, samples_of(question), strict=True) if question.split is split else ():
            began = time.perf_counter()
            graded = grade(rubric, sample.text)
            took = 1000 * (time.perf_counter() - began)
            found.append(Compared(rubric, sample, marked_sheet(rubric, case), graded, took))
    return found


def mean_error(compared: list[Compared]) -> float:
    """Mean absolute error of the technical score, in points."""
    return round(mean(abs(one.error) for one in compared), 1)


def in_order(compared: list[Compared]) -> tuple[int, int]:
    """Of the pairs strong/partial, partial/wrong and strong/wrong of one question, how many are in order."""
    pairs = [
        one.graded.sheet.technical > other.graded.sheet.technical
        for one in compared
        for other in compared
        if one.rubric.question_id == other.rubric.question_id
        and _ORDER.get(one.sample.kind, -1) > _ORDER.get(other.sample.kind, 9)
    ]
    return sum(pairs), len(pairs)


def main() -> None:
    """Print the figures."""
    split = Split.TEST if "--test" in sys.argv else Split.TRAIN
    compared = compare(split)
    for one in compared if "--each" in sys.argv else ():
        _print_each(one)
    right, pairs = in_order(compared)
    questions = len({one.rubric.question_id for one in compared})
    print(f"{split}: {len(compared)} answers to {questions} questions, grader {EmbeddedGrader.version}")
    print(f"mean absolute error {mean_error(compared)}, bias {mean(one.error for one in compared):+.1f}")
    print(f"in order {right} of {pairs}")
    for name in [criterion.id for criterion in compared[0].rubric.criteria]:
        print(f"{name}: levels off by {_level_error(compared, name):.2f}")
    times = sorted(one.milliseconds for one in compared)
    print(f"{median(times):.1f} ms an answer in the middle, {times[-1]:.1f} at most (each question's first included)")


def _level_error(compared: list[Compared], name: str) -> float:
    def level(sheet: Sheet) -> int:
        return next(line.level for line in sheet.criteria if line.id == name)

    return mean(abs(level(one.graded.sheet) - level(one.marked)) for one in compared)


def _print_each(one: Compared) -> None:
    marks = Counter[str]()
    for given, got in zip(one.marked.points, one.graded.sheet.points, strict=True):
        marks[f"{given.verdict}>{got.verdict}"] += given.verdict is not got.verdict
    held = {line.id for line in one.graded.sheet.misconceptions if line.held}
    expected = {line.id for line in one.marked.misconceptions if line.held}
    print(
        f"{one.rubric.question_id.rsplit('/')[-1][:28]:28} {one.sample.kind:9} marked {one.marked.technical:5.1f} "
        f"graded {one.graded.sheet.technical:5.1f}  {dict(+marks)} "
        f"falsely held {sorted(held - expected)} not heard {sorted(expected - held)}"
    )


if __name__ == "__main__":
    main()
