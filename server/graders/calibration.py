"""Calibration: every number that turns what was heard into verdicts, in one place, and what they were measured on.

`heard` is the best stretch's agreeing coverage of a key point (0 to 1), less CLASH_COST times what it turns round, less
DOUBT times the share by which a misconception is heard more clearly there, less COMPANY for each one that is held.

The numbers were read off the `train` samples of a dozen questions and the contrasts in `tests/graders/contrast.yaml`;
samples kept for testing never touch them.
`python -m bench.embedded` measures them again.
"""

from bisect import bisect_right

CREDITS = (
    (0.00, 0.00),
    (0.17, 0.00),
    (0.22, 0.30),
    (0.28, 0.50),
    (0.35, 0.75),
    (0.42, 0.95),
    (0.48, 1.00),
    (1.00, 1.00),
)
"""heard > credit; straight lines in between."""

STEP = 0.05
LEAST_CREDIT = 0.25
"""Less than this is no credit: it is what any talk about the subject reaches."""

COVERED = 0.7
"""From this credit on a point is covered, below it partial."""

DOUBT = 0.4

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

HELD = 0.47
"""A misconception is held from HELD on: a false alarm hurts more than a miss ..."""

HELD_MARGIN = 1.1
HELD_WORDS = 24
HELD_STEMS = 4
OWN = 0.15
"""... and only where it is heard HELD_MARGIN times more clearly than any key point and than its own correction, in
one sentence, in no more than HELD_WORDS words (so that it may be quoted in any answer) and in
at least HELD_STEMS stems of which OWN of the whole are ones that no key point says."""

REJECTED = 0.04
"""Somebody who turns round this much of a misconception in the same sentence mentions it in order to reject it."""

COMPANY = 0.06
"""A point is believed this much less for each misconception held in the same answer."""

UNSURE = (0.25, 0.45)
DOUBTED = 0.2
"""Credits in this range, and those from which a clash or a belief took DOUBTED, rest on about as many
right as wrong readings."""

EVIDENCE_SHARE = 0.8
LEAST_SHARE = 0.4
"""The evidence is the shortest stretch within EVIDENCE_SHARE of the best one; where no such stretch may be quoted (one
may be too much of a short answer), the best that may, down to LEAST_SHARE."""

QUOTE_WORDS = 6
"""A shorter quote is taken only where there is no other: it says too little to a reader."""

FEWEST_WORDS = 4
ECHO_SHARE = 0.25
"""An answer of which less than this share of its telling words is its own only repeats the question."""

STUFFED_RATIO = 0.22
STUFFED_FROM = 8
"""Speech has a function word in every third place; a list of keywords of STUFFED_FROM words or more has hardly any."""

REPEAT_SHARE = 0.6
"""This share of an answer's eight-word runs standing in the model answer makes it a repetition."""

MEAN_ERROR = 13.6
MEASURED_ON = (480, 98)
"""Mean absolute error of the technical score, and the marked answers and questions it was measured on."""


def credit(heard: float) -> float:
    """The credit for what was heard, in steps of STEP; 0 below LEAST_CREDIT."""
    at = max(1, bisect_right([level for level, _ in CREDITS[:-1]], heard))
    (low, below), (high, above) = CREDITS[at - 1], CREDITS[at]
    raw = below + (above - below) * (min(heard, high) - low) / (high - low)
    stepped = round(round(raw / STEP) * STEP, 2)
    return stepped if stepped >= LEAST_CREDIT else 0.0
