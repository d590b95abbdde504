"""How well grades agree with the marks when the rubric is drafted from the model answer alone.

    python -m bench.drafts            the train samples, which the fit has seen
    python -m bench.drafts --test     the samples kept for testing: look, never tune

Key points, cues and misconceptions of each question are hidden; only its question and model answer are used.
"""

import sys
from statistics import correlation, mean

from bench.embedded import grade
from server.adapters.files import load_bank, shipped
from server.domain.question import Split
from server.graders.draft import MOST_IN_FILE, MOST_IN_RUBRIC, bared
from server.services.lab.labelled import marked_sheet, samples_of


def pairs(split: Split, most: int) -> list[tuple[float, float]]:
    """The technical score by the marks and the one by the drafted rubric, for each sample of one split."""
    bank = load_bank(shipped("rubrics"))
    questions = [question for question in bank.questions.values() if question.split is split]
    return [
        (marked_sheet(bank.rubric(question.id), case).technical, grade(rubric, case.answer).sheet.technical)
        for question in questions
        for rubric in (bared(bank.rubric(question.id), most),)
        for case in samples_of(question)
    ]


def main() -> None:
    """Print the figures."""
    split = Split.TEST if "--test" in sys.argv else Split.TRAIN
    for most in (MOST_IN_FILE, MOST_IN_RUBRIC):
        found = pairs(split, most)
        marked, graded = [one for one, _ in found], [other for _, other in found]
        off = mean(abs(one - other) for one, other in found)
        bias = mean(graded) - mean(marked)
        print(
            f"{split}, at most {most} key points: {len(found)} answers, r {correlation(marked, graded):.3f}, ", end=""
        )
        print(f"mean absolute error {off:.1f}, bias {bias:+.1f}")


if __name__ == "__main__":
    main()
