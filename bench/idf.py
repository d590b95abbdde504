"""Write server/graders/idf.json: how much each stem tells, counted over the bank's train files as they are now.

    python -m bench.idf

One sentence is one document. Run it when a new version of the embedded grader is fitted, never for a new question:
old scores depend on this file. Questions kept for testing are left out.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator

from server.adapters.files import load_bank, shipped
from server.domain.question import Question, Split
from server.graders.clauses import words_of
from server.graders.stems import IDF_FILE

LEAST, MOST = 1.0, 4.5
"""A stem in every other sentence still tells something; one heard once may be a slip of the tongue."""


def main() -> None:
    """Count and write; prints how many stems of how many sentences."""
    bank = load_bank(shipped("rubrics"))
    train = [question for question in bank.questions.values() if question.split is Split.TRAIN]
    sentences = [stems for question in train for text in _texts(question) for stems in _sentences(text)]
    counted = Counter(stem for stems in sentences for stem in stems)
    table = {stem: _idf(count, len(sentences)) for stem, count in sorted(counted.items()) if count > 1}
    IDF_FILE.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(table)} stems of {len(sentences)} sentences in {len(train)} questions > {IDF_FILE}")


def _idf(count: int, sentences: int) -> float:
    return round(min(MOST, max(LEAST, math.log((sentences + 1) / (count + 0.5)))), 2)


def _texts(question: Question) -> Iterator[str]:
    yield question.ask
    yield question.model_answer
    yield from (sample.text for sample in question.samples)
    for point in question.key_points:
        yield from (point.says, *point.cues)
    for belief in question.misconceptions:
        yield from (belief.claims, *belief.cues)


def _sentences(text: str) -> Iterator[set[str]]:
    by_sentence: dict[int, set[str]] = {}
    for word in words_of(text):
        by_sentence.setdefault(word.sentence, set()).update(word.stems)
    yield from by_sentence.values()


if __name__ == "__main__":
    main()
