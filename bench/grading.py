"""What a grade by the embedded grader takes: milliseconds an answer, answers a second on one core, memory.

    python -m bench.grading             a sample of every question of the shipped bank, several rounds
    python -m bench.grading --quick     one round over fewer answers

Beside it, in the same run and over the same answers, the least that anybody could do with an answer: split it into
lower-case words and count those that a key point has too. The ratio says what the rest costs, and moves far less from
machine to machine than milliseconds do.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.figures import Promise, Report, Spread, arguments, leave, middle, spread, table
from server.adapters.files import load_bank, shipped
from server.domain.grade import Graded
from server.graders.embedded import EmbeddedGrader
from server.ports import Case
from server.services.batch import last_of

ROUNDS = 5
QUICK = 200
"""Answers of a quick run."""

MOST_MS = 6.0
MOST_MB = 100.0


class Round(NamedTuple):
    """One pass over the answers: milliseconds for each, and seconds of processor time for all."""

    each: Spread
    cpu: float


def cases(most: int | None = None) -> list[Case]:
    """The samples of the shipped bank as they are graded, or the first of them."""
    bank = load_bank(shipped("rubrics"))
    found = [
        Case(rubric=bank.rubric(question.id), answer=sample.text, given=(question.ask,))
        for question in bank.questions.values()
        for sample in question.samples
    ]
    return found[:most]


def words_shared(case: Case) -> list[int]:
    """The least: for each key point, how many of its words the answer has."""
    said = set(case.answer.lower().split())
    return [len(said & set(point.says.lower().split())) for point in case.rubric.key_points]


def timed(work: Callable[[Case], object], over: Sequence[Case]) -> Round:
    took: list[float] = []
    began = time.process_time()
    for case in over:
        start = time.perf_counter()
        work(case)
        took.append(1000 * (time.perf_counter() - start))
    return Round(spread(took), time.process_time() - began)


def resident_mb() -> float:
    """Resident memory of this process, in megabytes of 10^6 bytes; 0 where Linux does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


def grading(over: Sequence[Case], rounds: int) -> tuple[list[Round], list[Round], float]:
    """Rounds of grading and of the least, one after the other in turn; and how many megabytes the grading added."""
    grader = EmbeddedGrader()
    before = resident_mb()
    with asyncio.Runner() as runner:

        def grade(case: Case) -> None:
            assert isinstance(runner.run(last_of(grader, case)), Graded)

        timed(grade, over)
        turns = [(timed(grade, over), timed(words_shared, over)) for _ in range(rounds)]
    return [graded for graded, _ in turns], [least for _, least in turns], resident_mb() - before


def report(graded: list[Round], least: list[Round], grew: float) -> Report:
    ours, bare = middle([one.each for one in graded]), middle([one.each for one in least])
    count = graded[0].each.count
    rate, bare_rate = (count / median(one.cpu for one in rounds) for rounds in (graded, least))
    rows = [
        {"": "embedded grader", "ms p50": ours.p50, "ms p99": ours.p99, "answers/s a core": rate},
        {"": "splitting words", "ms p50": bare.p50, "ms p99": bare.p99, "answers/s a core": bare_rate},
    ]
    made = Report("grading", [table(f"{count} answers, {len(graded)} rounds, one core", rows)])
    made.promises = [
        Promise("an answer, in the middle", ours.p50, MOST_MS, " ms"),
        Promise("memory that grading the whole bank adds", grew, MOST_MB, " MB"),
    ]
    made.remarks = [
        f"Grading takes {ours.p50 / bare.p50:.0f} times what splitting the words takes.",
        "Every rubric was graded once before the clock began: a rubric's first answer also prepares it.",
    ]
    made.figures = {"rows": rows, "ratio": ours.p50 / bare.p50, "grew_mb": grew}
    return made


def main() -> None:
    """Measure and print."""
    chosen = arguments(__doc__).parse_args()
    over = cases(QUICK if chosen.quick else None)
    leave(report(*grading(over, 1 if chosen.quick else ROUNDS)).finish(chosen))


if __name__ == "__main__":
    main()
