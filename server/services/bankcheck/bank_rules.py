"""Bank rules: what the files of a bank must keep together. Each rule takes all of them and yields findings."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import sqrt

from server.domain.survey import FiledQuestion, Finding
from server.services.bankcheck.prose import bare, likeness, sentences, subject, words

ALIKE = 0.65
"""From this likeness on, two questions ask the same thing. Of 374 real interview questions, eight pairs reach it and
seven of them are one question worded twice; the next pairs stand at 0.60 and ask different things."""

REPEATED_WORDS = 6
"""A shorter sentence ("I'm not sure.") may well be said twice."""

ENOUGH_FILES = 20
"""Below this many files, shares are reported and gate nothing: chance alone would break them."""

TELLING_SHARE = 0.25
"""Chance alone makes one option of six the longest, or the shortest, in a sixth of the files. Ties count as well."""


def check_files(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    """Everything that is wrong between these files."""
    for rule in RULES:
        yield from rule(filed)


def _same_question(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    subjects = [(one, subject(one.question.ask)) for one in filed]
    for (first, asked), (second, again) in combinations(subjects, 2):
        alike = likeness(asked, again)
        if alike >= ALIKE:
            yield second.finding(
                "ask",
                f"asks nearly what {first.question.id} asks ({alike:.2f}, from {ALIKE}). Let the two share a file.",
            )


def _repeated_sentence(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    """No sample repeats a sentence of another sample, nor of the model answer or a cue that it is graded by."""
    said: dict[str, str] = {}
    for one in filed:
        for field, text in _written(one):
            for key, shown in {bare(sentence): sentence for sentence in sentences(text)}.items():
                if words(key) < REPEATED_WORDS:
                    continue
                if key in said and field.startswith("samples."):
                    yield one.finding(field, f"repeats a sentence of {said[key]}: {shown!r}.")
                said.setdefault(key, f"{one.question.id} {field}")


def _written(one: FiledQuestion) -> Iterator[tuple[str, str]]:
    yield "model_answer", one.question.model_answer
    for name, owners in (("key_points", one.question.key_points), ("misconceptions", one.question.misconceptions)):
        for number, owner in enumerate(owners):
            for place, cue in enumerate(owner.cues):
                yield f"{name}.{number}.cues.{place}", cue
    for number, sample in enumerate(one.question.samples):
        yield f"samples.{number}.text", sample.text


def _right_by_length(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    """Length is no hint: the right option is the longest in at most a quarter of the files, and so the shortest."""
    for name, extreme in (("longest", max), ("shortest", min)):
        telling = [
            one for one in filed if len(_right(one)[1]) == extreme(len(o.text) for o in one.question.item.options)
        ]
        if len(telling) > TELLING_SHARE * len(filed):
            files = ", ".join(one.question.id for one in telling[:5])
            yield telling[0].finding(
                "item.options",
                f"expected the right option to be the {name} in at most a quarter of the files, got {len(telling)} of "
                f"{len(filed)}: {files}{', ...' if len(telling) > 5 else ''}.",
                gates=len(filed) >= ENOUGH_FILES,
            )


def _right_is_anywhere(filed: Sequence[FiledQuestion]) -> Iterator[Finding]:
    """The right options are spread evenly: each position holds its fair share, give or take twice its square root."""
    sizes = [len(one.question.item.options) for one in filed]
    held = Counter(_right(one)[0] for one in filed)
    for place in range(max(sizes, default=0)):
        share = sum(1 / size for size in sizes if size > place)
        leeway = 1 + 2 * sqrt(share)
        if abs(held[place] - share) > leeway:
            yield filed[0].finding(
                "item.options",
                f"expected the right option to stand at position {place + 1} in {max(0, share - leeway):.0f} to "
                f"{share + leeway:.0f} of {len(filed)} files, got {held[place]}.",
                gates=len(filed) >= ENOUGH_FILES,
            )


def _right(one: FiledQuestion) -> tuple[int, str]:
    return next((place, option.text) for place, option in enumerate(one.question.item.options) if option.right)


RULES: tuple[Callable[[Sequence[FiledQuestion]], Iterator[Finding]], ...] = (
    _same_question,
    _repeated_sentence,
    _right_by_length,
    _right_is_anywhere,
)
