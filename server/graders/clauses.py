"""Clauses: an answer (or a sentence of a rubric) cut into clauses, with what each says or denies."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from server.graders.lexicon import (
    CLAUSE_OPENERS,
    CONTRASTS,
    FILLER_PHRASES,
    FILLERS,
    FUNCTION_WORDS,
    LEAD_INS,
    NEGATORS,
    SHORT_NEGATORS,
    SPOKEN_NUMBERS,
    SUBJECTS,
)
from server.graders.stems import OPPOSITES, content_stems

NEGATION_REACH = 5
"""How many content stems `not` and its like turn round; `no` and `without` turn round one word."""

WHOLE_SENTENCE = 1000

MIN_CLAUSE = 3
LONGEST_CLAUSE = 18
"""Speech without punctuation is cut here at the latest, in words."""

_RAW = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE_END = re.compile(r"[.?!…。？！](?=[\s\"'”’)\]])|\n")
_CLAUSE_END = re.compile(r"[,;:()\[\]{}–—]| - ")
_SCOPE_END = re.compile(r"[;:()–—]")
_FILLER = re.compile(
    rf"(?:,\s*)?\b(?:{'|'.join([*sorted(FILLERS - {'like'}), *map(re.escape, FILLER_PHRASES)])})\b,?"
    r"(?! (?:one|two|three|four|seven|nine)\b)|(?<=,) like(?=,)",
    re.IGNORECASE,
)
"""With the commas around it, which are part of the pause; not the `oh` of "four oh one"."""

_DENIAL = re.compile(
    r"\b(?:it(?:['’]s|\s+is)\s+(?:simply\s+|just\s+)?(?:not\s+(?:the\s+case|true|so)|wrong|false|untrue|a\s+myth)"
    r"|it\s+isn['’]t\s+(?:the\s+case|true|so)|nobody\s+says|i\s+don['’]t\s+(?:think|believe))\s+that\b",
    re.IGNORECASE,
)
"""What follows is denied, to the end of the sentence."""

_CONTRAST = re.compile(rf"\b(?:{'|'.join(CONTRASTS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One written word; offsets are code points of the text it stands in."""

    text: str
    start: int
    end: int
    sentence: int
    opens: bool
    stems: tuple[str, ...]
    denied: bool


@dataclass(slots=True)
class Clause:
    """A run of words: the stems spoken, and what they come to: said or denied, opposites included."""

    start: int
    end: int
    sentence: int
    words: int = 0
    spoken: set[str] = field(default_factory=set[str])
    said: set[str] = field(default_factory=set[str])
    denied: set[str] = field(default_factory=set[str])


def visible(text: str) -> tuple[str, list[int]]:
    """The text without zero-width and direction characters, and where each character stood, with the end last."""
    if text.isascii():
        return text, list(range(len(text) + 1))
    kept = [at for at, char in enumerate(text) if unicodedata.category(char) != "Cf"]
    return "".join(text[at] for at in kept), [*kept, len(text)]


def clauses_of(text: str) -> list[Clause]:
    """The clauses of a text in order; see `clauses_from`."""
    return clauses_from(words_of(text))


def clauses_from(words: Iterable[Word]) -> list[Clause]:
    """The clauses that these words make, in order; one of fewer than MIN_CLAUSE words takes in what follows."""
    found: list[Clause] = []
    for word in words:
        last = found[-1] if found else None
        if last is None or last.sentence != word.sentence or _starts_clause(word, last):
            last = Clause(word.start, word.end, word.sentence)
            found.append(last)
        _add(last, word)
    return [clause for clause in found if clause.words]


def _starts_clause(word: Word, last: Clause) -> bool:
    return last.words >= LONGEST_CLAUSE or (word.opens and last.words >= MIN_CLAUSE)


def _add(clause: Clause, word: Word) -> None:
    if clause.words == 0 and word.text in LEAD_INS:
        return
    clause.start = word.start if clause.words == 0 else clause.start
    clause.end = word.end
    clause.words += 1
    clause.spoken.update(word.stems)
    said, denied = (clause.denied, clause.said) if word.denied else (clause.said, clause.denied)
    said.update(word.stems)
    denied.update(OPPOSITES[stem] for stem in word.stems if stem in OPPOSITES)


def words_of(text: str) -> list[Word]:
    """The words of a text, fillers left out, with what each one denies."""
    plain, places = visible(text)
    quiet = _FILLER.sub(lambda match: " " * len(match.group()), plain)
    return _Reader(quiet, places).read()


@lru_cache(maxsize=64)
def stems_of(text: str) -> frozenset[str]:
    """The stems of a text, function words left out; kept, because every sentence is held against the question."""
    return frozenset(stem for word in words_of(text) for stem in word.stems)


class _Reader:
    """One pass over a text: sentence numbers, clause openings and the scope of negations."""

    def __init__(self, text: str, places: list[int]) -> None:
        self.text = text
        self.places = places
        self.contrasts = {match.end() for match in _CONTRAST.finditer(text)}
        self.denials = {match.end() for match in _DENIAL.finditer(text)}
        self.raw = list(_RAW.finditer(text))
        self.sentence = 0
        self.reach = 0
        self.since = 0

    def read(self) -> list[Word]:
        found: list[Word] = []
        end = skip = 0
        for number, match in enumerate(self.raw):
            if skip:
                skip -= 1
                continue
            text = match.group().lower().replace("’", "'")
            gap = self.text[end : match.start()]
            opens = self._cross(gap, text, first=number == 0)
            spoken, skip = self._number(number)
            stop = self.raw[number + skip]
            stems = (spoken,) if spoken else content_stems(match.group())
            denied = self.reach > 0 and bool(stems)
            self.reach = max(0, self.reach - len(stems))
            self._negate(text, stop.end())
            end = stop.end()
            span = self.places[match.start()], self.places[end - 1] + 1
            found.append(Word(text, *span, self.sentence, opens, stems, denied))
        return found

    def _cross(self, gap: str, text: str, *, first: bool) -> bool:
        """Take in what stands before a word; whether the word opens a clause."""
        if not first and _SENTENCE_END.search(gap):
            self.sentence += 1
            self.reach = 0
            return True
        pause = _CLAUSE_END.search(gap) is not None
        opener = text in CLAUSE_OPENERS
        turns = pause and text in FUNCTION_WORDS and text not in ("or", "nor")
        starts_over = text in SUBJECTS and self.since > 1
        ends = turns or starts_over or (opener and text != "and" and self.since > 0) or _SCOPE_END.search(gap)
        if ends and self.reach <= NEGATION_REACH:
            self.reach = 0
        return pause or opener

    def _negate(self, text: str, end: int) -> None:
        after = self.text[end : end + 1]
        self.since += 1
        if end in self.denials:
            self.reach, self.since = WHOLE_SENTENCE, 0
            return
        if text in NEGATORS or text.endswith("n't") or end in self.contrasts:
            self.reach, self.since = NEGATION_REACH, 0
        elif text in SHORT_NEGATORS and after != ",":
            self.reach, self.since = 1, 0

    def _number(self, at: int) -> tuple[str | None, int]:
        """A number said as words that begins here, and how many more words it takes."""
        for length in (3, 2):
            said = tuple(match.group().lower() for match in self.raw[at : at + length])
            if said in SPOKEN_NUMBERS:
                return SPOKEN_NUMBERS[said], len(said) - 1
        return None, 0
