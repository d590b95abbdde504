"""File rules: what one question file must keep beyond its schema. Each rule takes the file and yields findings."""

from collections.abc import Callable, Iterable, Iterator
from statistics import median

from server.domain.question import Question, Sample, SampleKind
from server.domain.rubric import PhrasingCriterion
from server.domain.scoring import COST_CAP, COST_POINTS
from server.domain.survey import FiledQuestion, Finding
from server.services.bankcheck.prose import stands_whole_in, words

ANSWER_WORDS = (110, 220)
"""60 to 120 seconds of speech."""

CUES = (2, 4)
WEIGHTS = (1, 2, 3)

LONGEST_OPTION = 1.6
"""Times the median length of the item's options: a longer one gives itself away."""

FEWEST_KINDS = 3
RANKED = (SampleKind.STRONG, SampleKind.PARTIAL, SampleKind.WRONG)
CREDIT = {"covered": 1.0, "partial": 0.5, "missed": 0.0, "contradicted": 0.0}


def check_file(filed: FiledQuestion, criteria: Iterable[PhrasingCriterion]) -> Iterator[Finding]:
    """Everything that is wrong with this file alone."""
    for rule in RULES:
        yield from rule(filed)
    yield from _phrasing_marks(filed, [criterion.id for criterion in criteria])


def marked_total(question: Question, sample: Sample) -> float:
    """The technical score, 0 to 100, that a sample's marks add up to."""
    whole = sum(point.weight for point in question.key_points)
    earned = sum(point.weight * CREDIT[sample.points.get(point.id, "missed")] for point in question.key_points)
    cost = sum(belief.cost for belief in question.misconceptions if belief.id in sample.held)
    return max(0.0, 100 * earned / whole - min(COST_CAP, COST_POINTS * cost))


def _answer_length(filed: FiledQuestion) -> Iterator[Finding]:
    length = words(filed.question.model_answer)
    least, most = ANSWER_WORDS
    if not least <= length <= most:
        yield filed.finding("model_answer", f"expected {least} to {most} words, got {length}.")


def _spoken(filed: FiledQuestion) -> Iterator[Finding]:
    for number, point in enumerate(filed.question.key_points):
        if not stands_whole_in(point.spoken, filed.question.model_answer):
            yield filed.finding(
                f"key_points.{number}.spoken", f"expected a whole sentence of model_answer, got {point.spoken!r}."
            )


def _weights(filed: FiledQuestion) -> Iterator[Finding]:
    for number, point in enumerate(filed.question.key_points):
        if point.weight not in WEIGHTS:
            yield filed.finding(f"key_points.{number}.weight", f"expected 1, 2 or 3, got {point.weight:g}.")


def _cues(filed: FiledQuestion) -> Iterator[Finding]:
    least, most = CUES
    for field, owners in (("key_points", filed.question.key_points), ("misconceptions", filed.question.misconceptions)):
        for number, owner in enumerate(owners):
            if not least <= len(owner.cues) <= most:
                yield filed.finding(f"{field}.{number}.cues", f"expected {least} to {most}, got {len(owner.cues)}.")


def _option_lengths(filed: FiledQuestion) -> Iterator[Finding]:
    lengths = [len(option.text) for option in filed.question.item.options]
    longest, most = max(lengths), LONGEST_OPTION * median(lengths)
    if longest > most:
        yield filed.finding(
            f"item.options.{lengths.index(longest)}.text",
            f"expected at most {most:.0f} characters ({LONGEST_OPTION} times the median), got {longest}.",
        )


def _sample_kinds(filed: FiledQuestion) -> Iterator[Finding]:
    kinds = {sample.kind for sample in filed.question.samples}
    if len(kinds) < FEWEST_KINDS:
        yield filed.finding("samples", f"expected at least {FEWEST_KINDS} kinds, got {', '.join(sorted(kinds))}.")


def _marks_in_order(filed: FiledQuestion) -> Iterator[Finding]:
    """Every strong sample is marked above every partial one, and that above every wrong one."""
    samples = [(number, sample) for number, sample in enumerate(filed.question.samples) if sample.kind in RANKED]
    totals = {number: marked_total(filed.question, sample) for number, sample in samples}
    for number, sample in samples:
        for other, lower in samples:
            if RANKED.index(sample.kind) < RANKED.index(lower.kind) and totals[number] <= totals[other]:
                yield filed.finding(
                    f"samples.{number}",
                    f"expected marks above those of the {lower.kind} sample {other} ({totals[other]:.0f}), "
                    f"got {totals[number]:.0f}.",
                )


RULES: tuple[Callable[[FiledQuestion], Iterator[Finding]], ...] = (
    _answer_length,
    _spoken,
    _weights,
    _cues,
    _option_lengths,
    _sample_kinds,
    _marks_in_order,
)


def _phrasing_marks(filed: FiledQuestion, criteria: list[str]) -> Iterator[Finding]:
    for number, sample in enumerate(filed.question.samples):
        for criterion in sample.phrasing:
            if criterion not in criteria:
                yield filed.finding(
                    f"samples.{number}.phrasing.{criterion}",
                    f"expected one of {', '.join(criteria)}, got {criterion!r}.",
                )
