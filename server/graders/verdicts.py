"""Verdicts: from what is heard in each stretch of an answer to a verdict on each key point and misconception."""

from collections import Counter
from collections.abc import Iterator, Sequence

from server.domain import evidence
from server.domain.grade import Evidence, Flag, MisconceptionVerdict, PointVerdict, Verdict
from server.graders import calibration
from server.graders.clauses import Clause
from server.graders.matching import NOTHING, Heard, Stretch, hear, stretches_of
from server.graders.targets import Target, Targets

Row = list[Heard]
"""What each stretch says of one key point or misconception."""


class Listening:
    """One answer, listened to once for everything in a rubric."""

    def __init__(self, targets: Targets, answer: str, given: Sequence[str], clauses: Sequence[Clause]) -> None:
        self.answer = answer
        self.given = given
        self.stretches = stretches_of(clauses)
        self.points = [self._row(wordings, clauses) for wordings in targets.points]
        self.beliefs = [self._row(wordings, clauses) for wordings in targets.misconceptions]
        self.best_point = self._loudest(self.points)
        self.best_belief = self._loudest(self.beliefs)
        self.held = self._held()
        self._used: Counter[str] = Counter()
        self._faults: dict[tuple[int, int], bool] = {}

    def point(self, place: int, point_id: str) -> PointVerdict:
        """The verdict on the key point at this place of the rubric."""
        row = self.points[place]
        scores, blocked = self._scores(row)
        credit = calibration.credit(max(scores, default=0.0))
        if credit > 0:
            return self._earned(point_id, credit, scores)
        if calibration.credit(max(blocked, default=0.0)) > 0:
            return self._contradicted(point_id, blocked)
        turned = [h.clash if h.clash > h.coverage else 0.0 for h in row]
        if max(turned, default=0.0) >= calibration.CONTRADICTION_CLASH:
            return self._contradicted(point_id, turned, flags=(Flag.UNSURE,))
        return PointVerdict(id=point_id, verdict=Verdict.MISSED, credit=0)

    def misconception(self, place: int, belief_id: str) -> MisconceptionVerdict:
        """Whether the misconception at this place of the rubric is held."""
        best = self.held[place]
        quote = self._evidence([h.coverage for h in self.beliefs[place]]) if best is not None else None
        return MisconceptionVerdict(id=belief_id, held=quote is not None, evidence=(quote,) if quote else ())

    def heard_at(self, place: int) -> Stretch | None:
        """The tightest stretch in which a key point is first heard clearly enough to earn credit."""
        scores, _ = self._scores(self.points[place])
        enough = max(scores, default=0.0) * calibration.EVIDENCE_SHARE
        if calibration.credit(max(scores, default=0.0)) == 0:
            return None
        clear = [stretch for stretch, score in zip(self.stretches, scores, strict=True) if score >= enough]
        return min(clear, key=lambda stretch: (stretch.last, -stretch.first))

    def _row(self, wordings: Sequence[Target], clauses: Sequence[Clause]) -> Row:
        rows = [hear(target, clauses, self.stretches) for target in wordings]
        return [max(heard, key=_loudness, default=NOTHING) for heard in zip(*rows, strict=True)]

    def _loudest(self, rows: Sequence[Row]) -> list[float]:
        return [max((row[at].coverage for row in rows), default=0.0) for at in range(len(self.stretches))]

    def _held(self) -> list[int | None]:
        """For each misconception, the stretch in which it is held."""
        held = [self._held_at(row, calibration.HELD) for row in self.beliefs]
        if sum(at is not None for at in held) > 1:
            return held
        return [self._held_at(row, calibration.HELD_ALONE) for row in self.beliefs]

    def _held_at(self, row: Row, least: float) -> int | None:
        """The stretch in which a misconception is heard clearly, and more clearly than any key point."""
        clear = [
            at
            for at, heard in enumerate(row)
            if heard.coverage >= max(least, calibration.HELD_MARGIN * self.best_point[at])
        ]
        return max(clear, key=lambda at: row[at].coverage, default=None)

    def _scores(self, row: Row) -> tuple[list[float], list[float]]:
        """The point's score in each stretch, and what it would be where a held misconception is heard instead."""
        held = [belief for belief, at in zip(self.beliefs, self.held, strict=True) if at is not None]
        company = calibration.COMPANY * len(held)
        scores: list[float] = []
        blocked: list[float] = []
        for at, heard in enumerate(row):
            louder = any(belief[at].coverage > heard.coverage for belief in held)
            doubt = calibration.DOUBT * max(0.0, self.best_belief[at] - heard.coverage)
            turned = calibration.CLASH_COST * heard.clash
            scores.append(0.0 if louder else heard.coverage - turned - doubt - company)
            blocked.append(heard.coverage if louder else 0.0)
        return scores, blocked

    def _earned(self, point_id: str, credit: float, scores: Sequence[float]) -> PointVerdict:
        verdict = Verdict.COVERED if credit >= calibration.COVERED else Verdict.PARTIAL
        quote = self._evidence(scores, most=evidence.MAX_POINTS)
        if quote is None:
            return PointVerdict(id=point_id, verdict=verdict, credit=0, flags=(Flag.UNVERIFIED,))
        low, high = calibration.UNSURE
        flags = (Flag.UNSURE,) if low <= credit <= high else ()
        return PointVerdict(id=point_id, verdict=verdict, credit=credit, evidence=(quote,), flags=flags)

    def _contradicted(self, point_id: str, scores: Sequence[float], flags: tuple[Flag, ...] = ()) -> PointVerdict:
        quote = self._evidence(scores)
        if quote is None:
            return PointVerdict(id=point_id, verdict=Verdict.MISSED, credit=0, flags=(Flag.UNSURE,))
        return PointVerdict(id=point_id, verdict=Verdict.CONTRADICTED, credit=0, evidence=(quote,), flags=flags)

    def _evidence(self, scores: Sequence[float], most: int | None = None) -> Evidence | None:
        """The shortest sound stretch close to the best, tiny ones last; a quote serves at most `most` points."""
        for stretch in self._candidates(scores):
            span = stretch.start, stretch.end
            said = self.answer[span[0] : span[1]].casefold()
            if (most is None or self._used[said] < most) and self._sound(span):
                self._used[said] += most is not None
                return self._slice(span)
        return None

    def _candidates(self, scores: Sequence[float]) -> Iterator[Stretch]:
        best = max(scores, default=0.0)
        heard = [pair for pair in zip(self.stretches, scores, strict=True) if pair[1] > 0]
        close = [pair for pair in heard if pair[1] >= best * calibration.EVIDENCE_SHARE]
        close.sort(key=lambda pair: (pair[0].words < calibration.QUOTE_WORDS, pair[0].words, -pair[1], pair[0].start))
        far = [pair for pair in heard if best * calibration.LEAST_SHARE <= pair[1] < best * calibration.EVIDENCE_SHARE]
        far.sort(key=lambda pair: (-pair[1], pair[0].words, pair[0].start))
        return (stretch for stretch, _ in (*close, *far))

    def _slice(self, span: tuple[int, int]) -> Evidence:
        return Evidence(quote=self.answer[span[0] : span[1]], start=span[0], end=span[1])

    def _sound(self, span: tuple[int, int]) -> bool:
        if span not in self._faults:
            self._faults[span] = evidence.fault(self._slice(span), self.answer, self.given) is None
        return self._faults[span]


def _loudness(heard: Heard) -> tuple[float, float]:
    return heard.coverage, heard.clash
