"""Calibration: every number that turns what was heard into verdicts, in one place, and what they were measured on.

`heard` is the best stretch's agreeing coverage of a key point (0 to 1), less CLASH_COST times what it turns round, less
DOUBT times the share by which a misconception is heard more clearly there, less COMPANY for each one that is held.

The numbers were read off the bank's `train` samples; samples kept for testing never touch them.
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

CONTRADICTION_CLASH = 0.28
"""A point is contradicted where a stretch turns round this much of it and says less of it than it turns round."""

HELD = 0.46
HELD_ALONE = 0.55
"""A misconception is held from HELD on, one that is the only one from HELD_ALONE on: mistaken answers seldom hold just
one, and a false alarm hurts more than a miss ..."""

HELD_MARGIN = 1.1
"""... and only where it is heard this many times more clearly than any key point in the same stretch."""

COMPANY = 0.04
"""A point is believed this much less for each misconception held in the same answer."""

UNSURE = (0.25, 0.45)
"""Credits in this range rest on about as many right as wrong readings."""

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

MEAN_ERROR = 10.9
MEASURED_ON = (27, 6)
"""Mean absolute error of the technical score, and the marked answers and questions it was measured on."""


def credit(heard: float) -> float:
    """The credit for what was heard, in steps of STEP; 0 below LEAST_CREDIT."""
    at = max(1, bisect_right([level for level, _ in CREDITS[:-1]], heard))
    (low, below), (high, above) = CREDITS[at - 1], CREDITS[at]
    raw = below + (above - below) * (min(heard, high) - low) / (high - low)
    stepped = round(round(raw / STEP) * STEP, 2)
    return stepped if stepped >= LEAST_CREDIT else 0.0
