"""Phrasing: levels 0 to 4 on the five criteria of phrasing.yaml, from what can be counted, each with a note of it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from server.domain import evidence
from server.domain.grade import CriterionVerdict, Evidence
from server.domain.rubric import Rubric
from server.errors import Misconfigured
from server.graders.clauses import Clause, Word, visible
from server.graders.lexicon import FILLER_PHRASES, FILLERS, HEDGES, VAGUE
from server.graders.matching import Stretch
from server.graders.stems import content_stems

SHORT = 12
"""An answer of fewer words says too little to have a shape."""

LONG = 240
LONG_SENTENCE = 45

_JOINTS = (
    "first", "second", "secondly", "third", "then", "finally", "because", "so", "whereas", "for example",
    "for instance", "otherwise", "if", "when", "which means", "on the other hand", "the reason", "that way", "in short",
    "instead", "but", "and then", "after that", "unless", "since",
)  # fmt: skip
_JUMPS = ("anyway", "by the way", "where was i", "come to think of it", "what else", "oh, and", "in my first job")
_PADDING = (
    *sorted(FILLERS - {"like", "ah", "oh", "yeah", "yep"}),
    *FILLER_PHRASES,
    "to be honest",
    "at the end of the day",
)
_EXAMPLE = ("for example", "for instance", "say", "imagine", "let's say", "suppose", "such as", "like when")
_NAME = re.compile(r"`[^`]+`|\b[a-z]+_\w+|\b[A-Z][a-z]+[A-Z]\w*|\b\w+\.\w+\(?|\b\w+\(\)|/\w+|\b[A-Z]{3,}\b|\b\d+\b")
_NUMBER = re.compile(r"\b\d+\b")

PADDING_LEVELS = ((0.03, 4), (0.06, 3), (0.10, 2), (0.16, 1))
"""Up to this share of padding (fillers, hedges, words said again) > level of concision."""

TERM_LEVELS = ((8, 4), (5, 3), (2, 2), (1, 1))
"""From this many of the field's terms on > level of vocabulary; half of the rubric's terms are enough for 4."""

NAME_LEVELS = ((6, 3), (3, 2), (1, 1))
"""From this many different concrete names on > level of concreteness; an example carried through adds one."""


@dataclass(frozen=True)
class Delivery:
    """How an answer is put. `lead` is where its main point is first heard, `first` where any point is."""

    rubric: Rubric
    answer: str
    words: Sequence[Word]
    clauses: Sequence[Clause]
    lead: Stretch | None
    first: Stretch | None

    @cached_property
    def text(self) -> str:
        return re.sub(r"\s+", " ", visible(self.answer)[0]).replace("’", "'").lower()

    @cached_property
    def sentences(self) -> int:
        return len({word.sentence for word in self.words})

    def found(self, phrases: Sequence[str]) -> Counter[str]:
        """Which of these phrases are heard, and how often each."""
        pattern = "|".join(sorted((re.escape(phrase) for phrase in phrases), key=len, reverse=True))
        return Counter(match.group() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", self.text))

    def opening_quote(self) -> Evidence | None:
        """The words that the answer opens with."""
        opening = next((clause for clause in self.clauses if clause.words >= evidence.MIN_WORDS), None)
        return (
            Evidence(quote=self.answer[opening.start : opening.end], start=opening.start, end=opening.end)
            if opening
            else None
        )


Judge = Callable[[Delivery], tuple[int, str]]


def criterion(delivery: Delivery, criterion_id: str) -> CriterionVerdict:
    """The level on one criterion. Misconfigured where this grader has no measure for it."""
    if criterion_id not in MEASURES:
        known = ", ".join(MEASURES)
        raise Misconfigured(
            f"phrasing.yaml: the embedded grader measures {known}; got {criterion_id!r}. "
            "Rename the criterion, or grade with a language model."
        )
    if not delivery.words:
        return CriterionVerdict(id=criterion_id, level=0, note="Nothing was said yet.")
    level, note = MEASURES[criterion_id](delivery)
    quote = delivery.opening_quote() if criterion_id == "opening" else None
    return CriterionVerdict(id=criterion_id, level=level, note=note, evidence=(quote,) if quote else ())


def _opening(delivery: Delivery) -> tuple[int, str]:
    if delivery.lead is None:
        if delivery.first is not None:
            return 1, "I heard something that counts, but not the main point."
        return 0, "I did not hear the main point."
    place = delivery.lead.sentence
    before = sum(word.start < delivery.lead.start for word in delivery.words)
    if place == 0 and before <= SHORT:
        return 4, "The first sentence already gives the main point."
    if place <= 1:
        return 3, f"The main point comes early, after {before} words."
    if before <= len(delivery.words) / 2:
        return 2, f"{before} words come before the main point."
    return 1, f"The main point comes late, after {before} of {len(delivery.words)} words."


def _structure(delivery: Delivery) -> tuple[int, str]:
    joints = delivery.found(_JOINTS)
    jumps = delivery.found(_JUMPS)
    mean = len(delivery.words) / delivery.sentences
    level = 2 + (len(joints) >= 2) + (len(joints) >= 5) - min(2, len(jumps)) - (mean > LONG_SENTENCE)
    if len(delivery.words) < 2 * SHORT:
        level = min(level, 1)
    heard = (
        f"I heard {_listed(joints)} holding it together" if joints else "I heard no joints such as first, because or so"
    )
    rest = f", and {_listed(jumps)} leading away from it" if jumps else ""
    long = f"; its sentences run to {mean:.0f} words on average" if mean > LONG_SENTENCE else ""
    return max(0, min(4, level)), f"{heard}{rest}{long}."


def _concision(delivery: Delivery) -> tuple[int, str]:
    padding = delivery.found(_PADDING)
    hedges = delivery.found(HEDGES)
    repeats = _repeats(delivery.words)
    count = len(delivery.words)
    idle = sum((padding + hedges)[phrase] * len(phrase.split()) for phrase in padding + hedges) + 2 * len(repeats)
    level = next((level for share, level in PADDING_LEVELS if idle <= share * count), 0)
    if count < SHORT:
        return 0, f"At {count} words there is hardly anything to shorten yet."
    level = max(0, level - (count > LONG) - (count < 2 * SHORT) - (len(delivery.found(_JUMPS)) > 0))
    spare = [
        *(_listed(found) for found in (padding, hedges) if found),
        *([f'"{repeats[0]}" said again'] if repeats else []),
    ]
    return level, f"{count} words" + (
        f", with {' and '.join(spare)} to spare." if spare else ", with nothing idle in them."
    )


def _repeats(words: Sequence[Word]) -> list[str]:
    """Runs of four words that are said again."""
    runs = Counter(tuple(word.text for word in words[at : at + 4]) for at in range(len(words) - 3))
    return [" ".join(run) for run, times in runs.items() if times > 1]


def _vocabulary(delivery: Delivery) -> tuple[int, str]:
    spoken = {stem for word in delivery.words for stem in word.stems}
    plain = set(evidence.words(delivery.text))
    terms = [
        term
        for term in delivery.rubric.vocabulary
        if ((stems := set(content_stems_of(term))) and stems <= spoken) or set(evidence.words(term)) <= plain
    ]
    enough = len(delivery.rubric.vocabulary) / 2
    level = 4 if terms and len(terms) >= enough else next((lvl for least, lvl in TERM_LEVELS if len(terms) >= least), 0)
    vague = delivery.found(VAGUE)
    too_vague = vague.total() >= 3
    level = max(0, level - too_vague)
    heard = f"I heard {_listed(terms, most=5)}" if terms else "I heard none of the field's own terms"
    return level, heard + (f", and {_listed(vague)} in place of a name." if too_vague else ".")


def content_stems_of(term: str) -> tuple[str, ...]:
    """The stems of a term of one or more words."""
    return tuple(stem for raw in term.split() for stem in content_stems(raw))


def _concreteness(delivery: Delivery) -> tuple[int, str]:
    text = visible(delivery.answer)[0]
    names = list(dict.fromkeys(_NAME.findall(text)))
    spoken = [word.stems[0] for word in delivery.words if word.stems and word.stems[0].isdigit()]
    names += [number for number in dict.fromkeys(spoken) if number not in names]
    examples = delivery.found(_EXAMPLE)
    level = next((level for least, level in NAME_LEVELS if len(names) >= least), 0)
    level += bool(examples) or (level >= 2 and bool(_NUMBER.search(text) or spoken))
    named = f"Of things one could type I heard {_listed(names, most=4)}" if names else "I heard nothing one could type"
    return min(4, level), named + (", with an example." if examples else ".")


def _listed(names: Mapping[str, int] | Sequence[str], most: int = 3) -> str:
    """Up to `most` names in quotation marks, joined as a person would say them."""
    said = [re.sub(r"\bi\b", "I", name[:40]) for name in list(names)[:most]]
    short = [f'"{name}"' for name in said]
    return short[0] if len(short) == 1 else f"{', '.join(short[:-1])} and {short[-1]}"


MEASURES: Mapping[str, Judge] = {
    "opening": _opening,
    "structure": _structure,
    "concision": _concision,
    "vocabulary": _vocabulary,
    "concreteness": _concreteness,
}
