"""Embedded: the grader that needs no key and no network; it estimates which key points an answer mentions.

It compares words, not meanings: it cannot judge statements that it does not know, and says unsure where its signals
disagree. The same answer and rubric give the same grade, always. Length is never rewarded.
"""

import hashlib
import logging
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import NamedTuple

from server.domain import scoring
from server.domain.grade import (
    Assessment,
    Band,
    Graded,
    Line,
    NotGraded,
    Notice,
    Provenance,
    Reason,
)
from server.domain.rubric import Rubric
from server.graders import calibration, guards
from server.graders.calibration import BeliefSignals, Fitted, Signals
from server.graders.clauses import Clause, Word, clauses_from, words_of
from server.graders.matching import unreadable
from server.graders.phrasing import Delivery, criterion
from server.graders.targets import is_bare, targets_of
from server.graders.verdicts import Listening
from server.ports import Case

_log = logging.getLogger(__name__)

GENERATION = "4"
"""Counts designs; the rest of the version says which files and numbers."""

_FILES = (
    "calibration.py", "clauses.py", "embedded.py", "fit.json", "guards.py", "idf.json", "lexicon.py", "matching.py",
    "phrasing.py", "stems.py", "targets.py", "verdicts.py", "../domain/evidence.py", "../domain/scoring.py",
)  # fmt: skip


def _version() -> str:
    folder = Path(__file__).parent
    body = b"\0".join((folder / name).read_bytes() for name in _FILES)
    return f"{GENERATION}.{hashlib.sha256(body).hexdigest()[:8]}"


class EmbeddedGrader:
    """Fulfils Grader in pure Python, a few milliseconds an answer, so it runs on the event loop."""

    name = "embedded"
    version = _version()

    def __init__(self, fitted: Fitted = calibration.FITTED) -> None:
        """`fitted` is another fit than the shipped one while coefficients are being tried out."""
        self._fitted = fitted

    async def grade(self, case: Case) -> AsyncGenerator[Line | Graded | NotGraded, None]:
        """Each line as it is found, then Graded; NotGraded(GRADER_FAILED) where this grader itself breaks."""
        try:
            graded = self._graded(case)
        except Exception:
            _log.exception("The embedded grader broke on a case of %s.", case.rubric.question_id)
            yield NotGraded(reason=Reason.GRADER_FAILED, provenance=self._provenance(case.rubric))
            return
        for line in (*graded.sheet.points, *graded.sheet.misconceptions, *graded.sheet.criteria):
            yield line
        yield graded

    def _graded(self, case: Case) -> Graded:
        found, refused = _assess(case, self._fitted)
        sheet = scoring.sheet(case.rubric, found)
        return Graded(
            sheet=sheet,
            notices=found.notices,
            band=None if refused else _band(case.rubric, sheet.technical, self._fitted),
            provenance=self._provenance(case.rubric),
        )

    def _provenance(self, rubric: Rubric) -> Provenance:
        return Provenance(grader=self.name, grader_version=self.version, rubric_version=rubric.version)


def signals(case: Case) -> tuple[tuple[Signals, ...], tuple[BeliefSignals, ...]]:
    """What is heard of each key point and of each misconception, in the rubric's order: what is estimated from."""
    listening = _listen(case, calibration.FITTED).listening
    rubric = case.rubric
    return (
        tuple(listening.signals(place) for place in range(len(rubric.key_points))),
        tuple(listening.belief_signals(place) for place in range(len(rubric.misconceptions))),
    )


class _Listened(NamedTuple):
    """An answer read for one rubric: what of it counts, and why it was refused, where it was."""

    listening: Listening
    words: list[Word]
    clauses: list[Clause]
    addressed: set[int]
    refused: guards.Refusal | None


def _listen(case: Case, fitted: Fitted) -> _Listened:
    rubric = case.rubric
    said = words_of(case.answer)
    addressed = guards.to_grader(case.answer, said)
    words = [word for word in said if word.sentence not in addressed]
    refused = guards.refusal(rubric, words)
    clauses = clauses_from(words)
    targets = targets_of(rubric)  # pyright: ignore[reportArgumentType]  # a frozen model has a hash; pyright sees none
    unread = unreadable(targets, clauses)
    listed = set[int]() if guards.asks_for_a_fact(rubric) else guards.stuffed_sentences(words)
    heard = [] if refused else guards.without(clauses, listed | unread)
    read = guards.without_sentences(case.answer, said, addressed | unread)
    listening = Listening(targets, case.answer, (rubric.ask, *case.given), heard, fitted, read)
    return _Listened(listening, words, clauses, addressed, refused)


def _assess(case: Case, fitted: Fitted) -> tuple[Assessment, guards.Refusal | None]:
    """Everything found in an answer, and why it was refused, where it was."""
    rubric = case.rubric
    listening, words, clauses, addressed, refused = _listen(case, fitted)
    delivery = _delivery(case, words, clauses, listening)
    return Assessment(
        points=tuple(listening.point(place, point.id) for place, point in enumerate(rubric.key_points)),
        misconceptions=tuple(listening.misconception(place, one.id) for place, one in enumerate(rubric.misconceptions)),
        criteria=tuple(criterion(delivery, one.id) for one in rubric.criteria),
        notices=tuple(_notices(case, refused, addressed)),
    ), refused


def _delivery(case: Case, words: list[Word], clauses: list[Clause], listening: Listening) -> Delivery:
    rubric = case.rubric
    heard = {point.id: listening.heard_at(place) for place, point in enumerate(rubric.key_points)}
    first = min((one for one in heard.values() if one is not None), key=lambda one: one.start, default=None)
    return Delivery(rubric, case.answer, words, clauses, heard[rubric.lead_with], first)


def _notices(case: Case, refused: guards.Refusal | None, addressed: set[int]) -> Iterator[Notice]:
    if refused is not None and refused in guards.NOTICES:
        yield guards.NOTICES[refused]
    if addressed:
        yield Notice.ADDRESSES_GRADER
    if guards.repeats(case.answer, case.rubric.model_answer):
        yield Notice.REPEATS_MODEL_ANSWER


def _band(rubric: Rubric, technical: float, fitted: Fitted) -> Band:
    bare = is_bare(rubric)
    error = fitted.bare_error if bare else fitted.mean_error
    return Band(
        low=max(0.0, round(technical - error, 1)),
        high=min(100.0, round(technical + error, 1)),
        basis=f"The mean distance from our own marks on {fitted.answers} marked answers to {fitted.questions} "
        f"questions, each graded {'by a rubric drafted from its model answer, ' if bare else ''}by a fit that had not "
        "seen its question.",
    )
