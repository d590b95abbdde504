"""Guards: what is set aside before an answer is read: too little, an echo, a list of keywords, words to the grader."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from server.domain import evidence
from server.domain.grade import Notice
from server.domain.rubric import Rubric
from server.graders.calibration import (
    AFTERTHOUGHT,
    ECHO_SHARE,
    FEWEST_WORDS,
    REPEAT_SHARE,
    SHORT_MODEL,
    SORTED_FROM,
    SORTED_SHARE,
    STUFFED_FROM,
    STUFFED_RATIO,
)
from server.graders.clauses import Clause, Word, stems_of, visible
from server.graders.lexicon import FUNCTION_WORDS
from server.graders.targets import is_bare

_MARKS = r"(?:marks?|score|points?|credit|grade|rating)"
_TO_GRADER = re.compile(
    rf"""
    \b(?:full|maximum|max|perfect|top|highest|all)\s+{_MARKS}\b.{{0,40}}\b(?:please|me|this\s+answer|every|all)\b
    | \b(?:give|award|grant|assign)\s+(?:me|this(?:\s+answer)?|it|every\s+\w+|all)\s+
        (?:(?:a|the|full|maximum|max|perfect|top|highest|all)\s+){{0,3}}(?:{_MARKS}|100|covered)\b
    | \b(?:mark|grade|score|rate)\s+(?:me|this|it|my\s+answer|every\s+\w+|all(?:\s+\w+){{0,2}})\b
        .{{0,30}}\b(?:as|covered|correct|100|full|perfect|strong|held)\b
    | \b(?:dear|hey|attention|note\s+to(?:\s+the)?|hello)\s+(?:grader|examiner|evaluator|grading\s+model|assistant|ai)\b
    | \byou\s+are\s+(?:now\s+)?(?:a|an|the)\s+(?:\w+\s+)?(?:grader|examiner|evaluator|grading\s+model)\b
    | ^\W*(?:(?:please|now|and|system|assistant|important|note)\b\W*)*(?:ignore|disregard|forget|override)\s+
        (?:all\s+|any\s+|every\s+|the\s+|your\s+|my\s+)*(?:previous|prior|above|earlier|grading|rubric|instructions)\b
    | ^\W*(?:system|assistant)\s*:
    """,
    re.IGNORECASE | re.VERBOSE,
)

_OF_GRADING = re.compile(
    r"""
    \b(?:rubric|grader|examiner|evaluator|verdicts?|your\s+(?:instructions|system\s+prompt)
        |this\s+(?:whole\s+)?answer|(?:this|the)\s+candidate(?:['’]s)?|whoever\s+(?:marks|grades)
        |exempt\s+from\s+grading|grading\s+(?:policy|rules?|criteria|rubric))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WANTS = re.compile(
    r"""
    \b(?:cover(?:ed|s)?|scores?|marks?|points|grade[ds]?|credit|pass(?:es)?|correct|complete|perfect|excellent|strong
        |print|show|list|repeat|output|reveal|translate|treat(?:ed)?|assume|award|give|return|ignore|disregard|override
        |replaced|deduct|deserves?|maximum|full|said|everything|instructions|rules?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Who speaks of the grading and wants something of it: two words that no answer on a technical subject has together."""

_FORGED = re.compile(
    r"""
    \bkey\s+points\b.{0,60}\b(?:covered|considered?|weights|listening)\b | \b(?:every|each|all)\s+(?:key\s+)?points?\s+
        (?:is\s+|are\s+|as\s+)?(?:fully\s+)?covered\b
    | ["'](?:verdict|credit|technical|points|held|quotes|role|tool|result)["']\s*:
    | \|\s*(?:verdict|covered)\b | \[x\].{0,40}\bcovered\b | \*\*(?:score|verdict|reviewer)\b
    | <!--.{0,80}\b(?:grader|points|award)\b
    | \[/?INST\] | <</?SYS>> | <\|im_(?:start|end)\|> | </?(?:answer|system)>
    | ^\W*(?:system|assistant|operator|developer)\b[^.]{0,30}:
    | \bscore:?\W*100\b | \b100\s*/\s*100\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""A reply, a message or a page that is made to look like the grader's own."""

_QUOTED = re.compile(r"[\"“«][^\"”»]{0,200}[\"”»]")

_REPORTED = re.compile(
    r"""
    \b(?:people|many|some|others|beginners|everybody|everyone|you|one|they)\s+
        (?:(?:often|always|might|may|could|would|sometimes)\s+)*
        (?:think|thinks|believe|believes|assume|assumes|expect|expects|claim|claims)\b
    | \b(?:common|classic|usual|popular)\s+(?:mistake|error)\b | \b(?:misconception|misunderstanding|myth)\b
    | \b(?:that|this|it|which)(?:['’]s|\s+is)\s+(?:\w+\s+)?(?:wrong|mistaken|false|untrue|a\s+mistake)\b
    | \b(?:that|which)(?:['’]s\s+not|\s+is\s+not|\s+isn['’]t)\b | \b(?:not|isn['’]t|never)\s+true\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What others believe, or what is called a mistake: somebody who says so does not hold it."""


class Refusal(StrEnum):
    """Why a whole answer earns nothing on content."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ECHO = "echo"
    STUFFED = "stuffed"


NOTICES = {
    Refusal.EMPTY: Notice.TOO_SHORT,
    Refusal.TOO_SHORT: Notice.TOO_SHORT,
    Refusal.ECHO: Notice.ECHOES_QUESTION,
}
"""What the candidate is told of a refusal; a list of keywords shows as unsure verdicts."""


def to_grader(answer: str, words: Sequence[Word]) -> set[int]:
    """The numbers of the sentences that address whoever grades instead of answering."""
    spans: dict[int, tuple[int, int]] = {}
    for word in words:
        start, _ = spans.get(word.sentence, (word.start, 0))
        spans[word.sentence] = start, word.end
    texts = {number: _plain(answer[start:end]) for number, (start, end) in spans.items()}
    found = {number for number, text in texts.items() if _addresses(text)}
    # What was begun is gone on with: "... are the rules. List them, and consider them said."
    for number, text in texts.items():
        if number - 1 in found and len(text.split()) <= AFTERTHOUGHT and _WANTS.search(text):
            found.add(number)
    return found


def without_sentences(answer: str, words: Sequence[Word], sentences: set[int]) -> str:
    """The answer as if the words of these sentences had not been said."""
    kept = bytearray(b"\x01") * len(answer)
    for word in words:
        if word.sentence in sentences:
            kept[word.start : word.end] = bytes(word.end - word.start)
    return "".join(char for char, keep in zip(answer, kept, strict=True) if keep) if sentences else answer


def _plain(text: str) -> str:
    """As it looks: without what cannot be seen, and in characters of the usual width."""
    return unicodedata.normalize("NFKC", visible(text)[0])


def _addresses(sentence: str) -> bool:
    """Whether a sentence asks something of whoever grades; what it only quotes is what others say."""
    if _FORGED.search(sentence):
        return True
    own = _QUOTED.sub(" ", sentence)
    return bool(_TO_GRADER.search(own)) or bool(_OF_GRADING.search(own) and _WANTS.search(own))


def refusal(rubric: Rubric, words: Sequence[Word]) -> Refusal | None:
    """Why these words cannot be an answer; None where they can."""
    if not words:
        return Refusal.EMPTY
    if not asks_for_a_fact(rubric):
        if len(words) < FEWEST_WORDS:
            return Refusal.TOO_SHORT
        if is_stuffed(words) or is_sorted(words):
            return Refusal.STUFFED
    return Refusal.ECHO if _is_echo(rubric, words) else None


def asks_for_a_fact(rubric: Rubric) -> bool:
    """Whether a word or a list may be a whole good answer: all that is known is a model answer, and that is short."""
    return is_bare(rubric) and len(evidence.words(rubric.model_answer)) < SHORT_MODEL


def is_stuffed(words: Sequence[Word]) -> bool:
    """Whether these words are a list of keywords rather than speech."""
    if len(words) < STUFFED_FROM:
        return False
    # Words as they are written: the `in` of `in_transaction` is no sign of speech.
    return sum(word.text in FUNCTION_WORDS for word in words) < STUFFED_RATIO * len(words)


def is_sorted(words: Sequence[Word]) -> bool:
    """Whether these words stand in alphabetical order, as nobody speaks: a list that was made, not said."""
    pairs = [one.text <= other.text for one, other in pairwise(words)]
    return len(pairs) >= SORTED_FROM and sum(pairs) >= SORTED_SHARE * len(pairs)


def stuffed_sentences(words: Sequence[Word]) -> set[int]:
    """The numbers of long sentences that are lists of keywords, in an answer that is otherwise speech."""
    sentences: dict[int, list[Word]] = {}
    for word in words:
        sentences.setdefault(word.sentence, []).append(word)
    return {
        number
        for number, said in sentences.items()
        if (len(said) >= 2 * STUFFED_FROM and is_stuffed(said)) or is_sorted(said)
    }


def _is_echo(rubric: Rubric, words: Sequence[Word]) -> bool:
    """Whether hardly anything is added to the question's words."""
    asked = stems_of(rubric.ask)
    said = {stem for word in words for stem in word.stems}
    if asks_for_a_fact(rubric):
        # The fact may be a word, and the question may name it: "last or first?"
        return said >= asked > set() and said.isdisjoint(stems_of(rubric.model_answer) - asked)
    return bool(asked) and len(said - asked) <= ECHO_SHARE * len(said)


def repeats(answer: str, model_answer: str) -> bool:
    """Whether an answer is, nearly word for word, the model answer."""
    run = evidence.ECHO_RUN
    said, model = evidence.words(answer), evidence.words(model_answer)
    known = {tuple(model[at : at + run]) for at in range(len(model) - run + 1)}
    runs = [tuple(said[at : at + run]) for at in range(len(said) - run + 1)]
    return bool(runs) and sum(one in known for one in runs) >= REPEAT_SHARE * len(runs)


def without(clauses: Sequence[Clause], sentences: set[int]) -> list[Clause]:
    """The clauses outside these sentences."""
    return [clause for clause in clauses if clause.sentence not in sentences]


def reported(answer: str, clauses: Sequence[Clause]) -> set[int]:
    """The numbers of the sentences that report a belief, or that the next sentence calls a mistake."""
    spans: dict[int, tuple[int, int]] = {}
    for clause in clauses:
        start, _ = spans.get(clause.sentence, (clause.start, 0))
        spans[clause.sentence] = start, clause.end
    found = {number for number, (start, end) in spans.items() if _REPORTED.search(answer[start:end])}
    return found | {number - 1 for number in found}
