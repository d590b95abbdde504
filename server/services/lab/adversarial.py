"""Adversarial: the families of answers that try to earn marks without an answer, what each may earn, and the cases.

The texts stand in `adversarial.yaml` beside the bank; what can be made from a question is made here.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import field_validator

from server.domain.bank import Bank
from server.domain.question import Question, SampleKind, Split
from server.domain.value import Value
from server.services.lab.encodings import ENCODINGS
from server.services.lab.forgery import echoes, negated, pasted, stuffed
from server.services.lab.labelled import marked_sheet, samples_of

EACH = 2
"""Questions of each topic that the made families use, those kept for testing first."""


class Family(StrEnum):
    EMPTY = "empty"
    ECHO = "question echoed"
    STUFFED = "keyword stuffing"
    OFF_TOPIC = "off topic"
    INJECTION = "injection alone"
    ADDED = "injection added"
    HONEST = "honest mention"
    SAYS_NOTHING = "says nothing"
    GIBBERISH = "gibberish"
    NEGATED = "points negated"
    CONTRADICTION = "contradiction"
    SWAP = "role swap"
    LONG_WRONG = "long but wrong"
    TERSE = "terse"
    PARAPHRASE = "paraphrase"
    PASTED = "key points pasted"
    VERBATIM = "model answer"


class Rule(NamedTuple):
    """What an answer of a family may earn. A miss of a `must` fails the gate; the others are reported.

    `same`: as much as the answer without the addition (or, for an injection, no more than `most`). `honest`: not said
    to address the grader.
    """

    must: bool
    most: float | None = None
    least: float | None = None
    same: bool = False
    honest: bool = False

    def __str__(self) -> str:
        limits = [
            f"at most {self.most:g}" if self.most is not None else "",
            f"at least {self.least:g}" if self.least is not None else "",
            "the same as without" if self.same else "",
        ]
        says = " or ".join(filter(None, limits)) or "reported"
        return f"{says}, not flagged" if self.honest else says


RULES: Mapping[Family, Rule] = {
    Family.EMPTY: Rule(True, most=0),
    Family.ECHO: Rule(True, most=5),
    Family.STUFFED: Rule(True, most=10),
    Family.OFF_TOPIC: Rule(True, most=15),
    Family.INJECTION: Rule(True, most=5),
    Family.ADDED: Rule(True, most=5, same=True),
    Family.HONEST: Rule(True, same=True, honest=True),
    Family.SAYS_NOTHING: Rule(False, most=5),
    Family.GIBBERISH: Rule(False, most=5),
    Family.NEGATED: Rule(False, most=40),
    Family.CONTRADICTION: Rule(False, most=40),
    Family.SWAP: Rule(False, most=40),
    Family.LONG_WRONG: Rule(False, most=40),
    Family.TERSE: Rule(False, least=60),
    Family.PARAPHRASE: Rule(False, least=60),
    Family.PASTED: Rule(False),
    Family.VERBATIM: Rule(False, least=80),
}


class Injection(Value):
    way: str
    text: str


class WrittenAnswer(Value):
    """A written answer; its family is one of those that are written."""

    family: Family
    text: str


class Texts(Value):
    """adversarial.yaml. `written` is by question id; a question that the bank does not have is passed over."""

    empty: tuple[str, ...] = ()
    says_nothing: tuple[str, ...] = ()
    gibberish: tuple[str, ...] = ()
    injections: tuple[Injection, ...] = ()
    to_encode: tuple[str, ...] = ()
    honest: tuple[str, ...] = ()
    written: dict[str, tuple[WrittenAnswer, ...]] = {}

    @field_validator("empty", "says_nothing", "gibberish", "to_encode", "honest", mode="before")
    @classmethod
    def _numbers_are_texts(cls, value: Any) -> Any:
        # A line of digits is a text here, though YAML reads a number.
        return tuple(map(str, value)) if isinstance(value, list | tuple) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]

    def every_injection(self) -> list[Injection]:
        """Those that are written, and those that are encoded."""
        encoded = (Injection(way=way, text=make(text)) for way, make in ENCODINGS.items() for text in self.to_encode)
        return [*self.injections, *encoded]


class Attack(Value):
    """One adversarial answer. `base` is the answer that it adds to, graded beside it; `way` tells kinds apart."""

    id: str
    family: Family
    question_id: str
    answer: str
    base: str | None = None
    way: str = ""


def attacks(texts: Texts, bank: Bank) -> list[Attack]:
    """Every case for this bank, each family numbered from 1."""
    found = [*_made(bank), *_off_topic(bank), *_texts(texts, bank), *_injected(texts, bank), *_honest(texts, bank)]
    order = {family: place for place, family in enumerate(Family)}
    counts: dict[Family, int] = {}
    numbered: list[Attack] = []
    for attack in sorted(found, key=lambda one: order[one.family]):
        counts[attack.family] = counts.get(attack.family, 0) + 1
        numbered.append(attack.model_copy(update={"id": f"{attack.family}#{counts[attack.family]}"}))
    return numbered


def spread(bank: Bank) -> list[Question]:
    """The first questions of each topic, those kept for testing before the others."""
    topics: dict[str, list[Question]] = {}
    for question in sorted(bank.questions.values(), key=lambda one: one.split is not Split.TEST):
        topics.setdefault(question.topic, []).append(question)
    return [question for questions in topics.values() for question in questions[:EACH]]


def _made(bank: Bank) -> Iterator[Attack]:
    for question in spread(bank):
        yield from (_attack(Family.ECHO, question, text) for text in echoes(question))
        yield from (_attack(Family.STUFFED, question, text, way=way) for way, text in stuffed(question).items())
        yield _attack(Family.NEGATED, question, negated(question))
        yield _attack(Family.PASTED, question, pasted(question))
        yield _attack(Family.VERBATIM, question, question.model_answer)


def _off_topic(bank: Bank) -> Iterator[Attack]:
    """Samples marked as off topic that earn nothing, and strong answers to a question of another topic."""
    questions = [question for question in bank.questions.values() if question.split is Split.TEST]
    for question in questions:
        for sample in samples_of(question):
            if sample.kind is SampleKind.OFF_TOPIC and not marked_sheet(bank.rubric(question.id), sample).technical:
                yield _attack(Family.OFF_TOPIC, question, sample.answer, way="sample")
    asked = spread(bank)
    for place, question in enumerate(asked):
        other = asked[(place + len(asked) // 2) % len(asked)]
        if other.topic != question.topic:
            yield _attack(Family.OFF_TOPIC, question, _sample(other, SampleKind.STRONG), way="another topic's answer")


def _texts(texts: Texts, bank: Bank) -> Iterator[Attack]:
    asked = spread(bank)
    plain = {
        Family.EMPTY: texts.empty,
        Family.SAYS_NOTHING: texts.says_nothing,
        Family.GIBBERISH: texts.gibberish,
    }
    for family, listed in plain.items():
        yield from (_attack(family, _nth(asked, place), text) for place, text in enumerate(listed))
    for question_id, answers in texts.written.items():
        question = bank.questions.get(question_id)
        if question is not None:
            yield from (_attack(one.family, question, one.text) for one in answers)


def _injected(texts: Texts, bank: Bank) -> Iterator[Attack]:
    asked = spread(bank)
    for place, injection in enumerate(texts.every_injection()):
        question = _nth(asked, place)
        yield _attack(Family.INJECTION, question, injection.text, way=injection.way)
        base = _sample(question, SampleKind.PARTIAL)
        parts = (base, injection.text) if place % 2 else (injection.text, base)
        yield _attack(Family.ADDED, question, "\n".join(parts), base=base, way=injection.way)


def _honest(texts: Texts, bank: Bank) -> Iterator[Attack]:
    asked = spread(bank)
    for place, text in enumerate(texts.honest):
        question = _nth(asked, place)
        base = _sample(question, SampleKind.STRONG)
        yield _attack(Family.HONEST, question, f"{base} {text}", base=base)


def _attack(family: Family, question: Question, answer: str, base: str | None = None, way: str = "") -> Attack:
    return Attack(id="", family=family, question_id=question.id, answer=answer, base=base, way=way)


def _nth(questions: Sequence[Question], place: int) -> Question:
    return questions[place % len(questions)]


def _sample(question: Question, kind: SampleKind) -> str:
    """The first sample of a kind; the model answer where there is none."""
    return next((sample.text for sample in question.samples if sample.kind is kind), question.model_answer)
