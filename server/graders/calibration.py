"""Calibration: every number that turns what was heard into verdicts, in one place, and what they were measured on.

A point's credit is the probability that a listener would tick it, estimated by a logistic model from six signals; its
coefficients stand in fit.json, written by `viva lab fit` from the bank's `train` samples. The other numbers were read
off the `train` samples of a dozen questions and the contrasts in `tests/graders/contrast.yaml`. Samples kept for
testing never touch any of them.
"""

import json
from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import NamedTuple

FIT_FILE = Path(__file__).with_name("fit.json")
"""Coefficients, what they were fitted on, and the figures they reach on questions left out of the fit."""

STEP = 0.05
LEAST_CREDIT = 0.15
"""Less than this is no credit: it is what any talk about the subject reaches."""

COVERED = 0.65
"""From this credit on a point is covered, below it partial."""

LEAST_HEARD = 0.15
FAINT = 0.22
FAINT_CREDIT = 0.5
"""However well the rest of an answer went, a point heard less clearly than LEAST_HEARD earns nothing, and one heard
less clearly than FAINT at most FAINT_CREDIT: a quote must show it."""

DENIES = 0.25
DENIED_SHARE = 0.4
"""An answer that negates this much of its key points on average denies them, and earns no more than DENIED_SHARE of all
there is, the points heard most clearly first. None of the marked answers to train questions, contrasts included,
negates more than 0.2; who explains by what is not so may, and is not to lose all."""

FEWEST_DENIED = 3
"""Of fewer key points there is no average to speak of: a good contrast negates a third of one."""

CLEAR_ALONE = 0.32
UNCLEAR_ALONE = 0.25
"""A point that is asked about alone, as by a follow-up, earns at most UNCLEAR_ALONE where it is heard less clearly."""

LEAST_OTHERS = 0.2
"""Who says one thing well and nothing else is not doubted for it: below this the rest of the answer tells nothing."""

ON_SUBJECT = 0.5
"""An answer that tells this share in the words of the key points is on the subject; more of them tell nothing more."""

LEAST_SUBJECT = 0.1
"""Without cues, a point counts by half where it is only denied, or mentioned among so much else that it is one guess of
many."""

HEARD = 0.21
"""From this on a stretch is where a point is said, when it is asked what an answer opens with."""

DOUBT = 0.4
"""`best` is a stretch's coverage of a point, less DOUBT times the share by which a misconception is heard more clearly
there, less CLASH_COST times what it turns round, less COMPANY for each misconception that is held."""

CLASH_COST = 0.7
"""What a stretch turns round of a point takes off this share of itself."""

NEGATED = 0.28
NEARLY_ALL = 0.55
"""A point is contradicted where a stretch negates NEGATED of it, says no more of it than it negates, and speaks of
NEARLY_ALL of it one way or the other; a false accusation hurts far more than a miss."""

DISPUTED = 0.25
"""At most this much is heard where the signals disagree: it comes to a part of the credit, and unsure."""

FEWEST_STEMS = 3
"""One or two words in common are no statement in common."""

EQUIVALENT = 0.5
"""Heard so clearly, an affirmative wording of a denial does instead of one."""

HELD_LIKELY = 0.85
"""A misconception is held from this probability on: a false alarm hurts more than a miss ..."""

HELD_WORDS = 24
HELD_STEMS = 3
OWN = 0.08
HELD_SHARE = 0.6
"""... and only where one sentence says it, in no more than HELD_WORDS words (so that it may be quoted in any answer)
and in at least HELD_STEMS stems, of which OWN of the whole are ones that no key point says. Stretches within HELD_SHARE
of the clearest such one may be quoted for it."""

REJECTED = 0.04
"""Somebody who turns round this much of a misconception in the same sentence mentions it in order to reject it."""

COMPANY = 0.06
"""A point is believed this much less for each misconception held in the same answer."""

UNSURE = (0.15, 0.7)
DOUBTED = 0.1
"""Credits in this range, and those of points from which a clash or a belief took DOUBTED, rest on about as many
right as wrong readings."""

BLOCKED = 0.34
"""A point heard so clearly, but only where a misconception that is held is heard more clearly, is contradicted."""

EVIDENCE_SHARE = 0.8
LEAST_SHARE = 0.4
"""The evidence is the shortest stretch within EVIDENCE_SHARE of the best one; where no such stretch may be quoted (one
may be too much of a short answer), the best that may, down to LEAST_SHARE."""

QUOTE_WORDS = 6
"""A shorter quote is taken only where there is no other: it says too little to a reader."""

FEWEST_WORDS = 4
SHORT_MODEL = 60
"""A shorter model answer, in words, asks for a fact rather than for speech: a word or a list may be all it takes."""

ECHO_SHARE = 0.25
"""An answer of which less than this share of its telling words is its own only repeats the question."""

STUFFED_RATIO = 0.22
STUFFED_FROM = 8
"""Speech has a function word in every third place; a list of keywords of STUFFED_FROM words or more has hardly any."""

AFTERTHOUGHT = 12
"""A sentence of so few words after one to the grader, that wants something of the grading, goes on with it."""

SORTED_FROM = 12
SORTED_SHARE = 0.8
"""Of SORTED_FROM or more words in a row of any speech, about half stand in alphabetical order."""

REPEAT_SHARE = 0.6
"""This share of an answer's eight-word runs standing in the model answer makes it a repetition."""


class Signals(NamedTuple):
    """What is heard of one key point. Each is a share from 0 to 1 (`best` may fall below by what is taken off)."""

    best: float
    """The clearest stretch."""
    whole: float
    """Said anywhere in the answer, of the wording that is said most."""
    belief: float
    """The loudest misconception anywhere in the answer."""
    belief_here: float
    """The loudest misconception in the clearest stretch."""
    others: float | None
    """The mean of `best` over the other key points, at least LEAST_OTHERS; None where the rubric has no other."""
    subject: float
    """The share in words of the key points of what is told beside them, at most ON_SUBJECT: see matching.share_of."""
    mentioned: float
    """Spoken of anywhere, in whatever sense and however few words at a time, of the wording of which that is most."""
    all_mentioned: float
    """The mean of `mentioned` over all key points, by their weights."""


class BeliefSignals(NamedTuple):
    """What is heard of one misconception, each a share from 0 to 1."""

    here: float
    """The clearest stretch that could be quoted for it."""
    own: float
    """Of that stretch, what no key point says."""
    whole: float
    """Said anywhere in the answer, of the wording that is said most."""
    points: float
    """The mean over the key points of the clearest stretch of each: who is right seldom believes what is wrong."""
    other: float
    """The loudest other misconception."""


class Fit(NamedTuple):
    """A logistic model: the log-odds are `intercept` plus `weights` times the signals."""

    intercept: float
    weights: dict[str, float]

    def probability(self, signals: Signals | BeliefSignals) -> float:
        heard = signals._asdict()
        odds = self.intercept + sum(weight * heard[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


class Fitted(NamedTuple):
    """fit.json: models for points among others, for a point alone (as a follow-up asks about it), for the points of a
    rubric without cues (as one drafted from a model answer), and for beliefs."""

    among_others: Fit
    alone: Fit
    bare: Fit
    belief: Fit
    mean_error: float
    bare_error: float
    answers: int
    questions: int


def read_fit(text: str) -> Fitted:
    body = json.loads(text)
    fits = {name: Fit(one["intercept"], one["weights"]) for name, one in body["coefficients"].items()}
    return Fitted(
        among_others=fits["among_others"],
        alone=fits["alone"],
        bare=fits["bare"],
        belief=fits["belief"],
        mean_error=body["reached"]["mean_absolute_error"],
        bare_error=body["reached_with_drafted_rubrics"]["mean_absolute_error"],
        answers=body["fitted_on"]["answers"],
        questions=body["fitted_on"]["questions"],
    )


FITTED = read_fit(FIT_FILE.read_text(encoding="utf-8"))


def credits_for(
    heard: Sequence[Signals],
    weights: Sequence[float],
    denied: float = 0.0,
    fitted: Fitted = FITTED,
    *,
    bare: bool = False,
) -> list[float]:
    """The credit of each key point of one answer, in steps of STEP; 0 below LEAST_CREDIT.

    `weights` are the points' shares of the score, `denied` the mean of what is negated most of each. `bare`: the rubric
    was drafted from a model answer.
    """
    earned = [_bare_credit(one, fitted) if bare else _credit(one, fitted) for one in heard]
    return _rationed(earned, heard, weights) if denied >= DENIES else earned


def _credit(signals: Signals, fitted: Fitted) -> float:
    if signals.best < LEAST_HEARD:
        return 0.0
    if signals.others is None:
        most = 1.0 if signals.best >= CLEAR_ALONE else UNCLEAR_ALONE
        return _stepped(min(fitted.alone.probability(signals), most))
    return _stepped(min(fitted.among_others.probability(signals), 1.0 if signals.best >= FAINT else FAINT_CREDIT))


def _bare_credit(signals: Signals, fitted: Fitted) -> float:
    if signals.mentioned < LEAST_HEARD:
        return 0.0
    doubtful = signals.mentioned < FAINT or signals.best <= 0 or signals.subject < LEAST_SUBJECT
    return _stepped(min(fitted.bare.probability(signals), FAINT_CREDIT if doubtful else 1.0))


def _rationed(earned: Sequence[float], heard: Sequence[Signals], weights: Sequence[float]) -> list[float]:
    """The credits cut down to DENIED_SHARE of all there is, the points heard most clearly first."""
    left = DENIED_SHARE * sum(weights)
    rationed = [0.0] * len(earned)
    for place in sorted(range(len(earned)), key=lambda at: -heard[at].best):
        most = int(min(1.0, left / weights[place]) / STEP + 1e-9) * STEP
        rationed[place] = _stepped(min(earned[place], most))
        left -= rationed[place] * weights[place]
    return rationed


def _stepped(likely: float) -> float:
    stepped = round(round(likely / STEP) * STEP, 2)
    return stepped if stepped >= LEAST_CREDIT else 0.0
