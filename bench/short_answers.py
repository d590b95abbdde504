"""How well grades agree with people's on a public set of short answers, rubrics drafted from the model answers alone.

    python -m bench.short_answers PATH

PATH is a CSV file with the columns question, desired_answer, student_answer and score_avg, as the data set of Mohler,
Bunescu and Mihalcea (2011), "Learning to Grade Short Answer Questions using Semantic Similarity Measures and Dependency
Graph Alignments", is commonly passed on: 2,273 answers to 79 questions of a course on data structures, each scored from
0 to 5 by two people, whose scores agree with r .60. Answers that a spreadsheet has turned into #NAME? on the way, 9 of
them, are left out. The set is not part of this project, and nothing is fitted on it.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

from bench.embedded import grade
from server.adapters.files import load_bank, shipped
from server.domain import agreement
from server.domain.agreement import Compared
from server.domain.resampling import estimates
from server.domain.rubric import Rubric
from server.graders.draft import bared

LOST = "#NAME?"
MOST = 5.0
"""The highest score that the people gave."""


def compare(rows: list[dict[str, str]]) -> list[Compared]:
    """Each answer's score by people, out of 100, beside its grade."""
    bank = load_bank(shipped("rubrics"))
    some = bank.rubric(next(iter(bank.questions)))
    rubrics: dict[tuple[str, str], Rubric] = {}
    found: list[Compared] = []
    for row in rows:
        asked = row["question"], row["desired_answer"]
        if asked not in rubrics:
            rubrics[asked] = bared(some.model_copy(update={"ask": asked[0], "model_answer": asked[1]}))
        marked = 100 * float(row["score_avg"]) / MOST
        found.append(Compared(asked[0], None, marked, grade(rubrics[asked], row["student_answer"]).sheet.technical))
    return found


def main() -> None:
    """Print the figures, with intervals over questions."""
    with Path(sys.argv[1]).open(encoding="utf-8", errors="replace", newline="") as file:
        compared = compare([row for row in csv.DictReader(file) if row["student_answer"].strip() != LOST])
    found = estimates(agreement.by_question(compared))
    per_question = Counter(one.question for one in compared)
    print(f"{len(compared)} answers to {len(per_question)} questions")
    for figure in agreement.FIGURES:
        if figure.name in ("r", "mae", "bias"):
            value, low, high = found[figure.name]
            print(f"{figure.says}: {value:.3f} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
