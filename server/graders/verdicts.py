"""Verdicts: from what is heard in each stretch of an answer to a verdict on each key point and misconception."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from server.domain import evidence
from server.domain.grade import Evidence, Flag, MisconceptionVerdict, PointVerdict, Verdict
from server.graders import calibration
from server.graders.calibration import BeliefSignals, Fitted, Signals
from server.graders.clauses import Clause
from server.graders.guards import reported
from server.graders.matching import NOTHING, Heard, Stretch, hear, mentioned, said_anywhere, share_of, stretches_of
from server.graders.targets import Target, Targets

Row = list[Heard]
"""What each stretch says of one key point or misconception."""


class Listening:
    """One answer, listened to once for everything in a rubric."""

    def __init__(
        self,
        targets: Targets,
        answer: str,
        given: Sequence[str],
        clauses: Sequence[Clause],
        fitted: Fitted = calibration.FITTED,
        read: str | None = None,
    ) -> None:
        """`read` is the answer without what is said to the grader: a quote's share is measured by it."""
        self.fitted = fitted
        self.answer = answer
        self.read = answer if read is None else read
        self.given = given
        self._bare = targets.bare
        self.stretches = stretches_of(clauses)
        self.points = [self._row(wordings, clauses) for wordings in targets.points]
        self.beliefs = [self._row(wordings, clauses) for wordings in targets.misconceptions]
        self._whole = [max(said_anywhere(one, clauses) for one in wordings) for wordings in targets.points]
        self._denied = self._negated() if len(self.points) >= calibration.FEWEST_DENIED else 0.0
        near = self._sentences_with_a_point()
        on_subject = share_of(targets, (clause for clause in clauses if clause.sentence in near))
        self._subject = min(calibration.ON_SUBJECT, on_subject)
        self._mentioned = [max(mentioned(one, clauses) for one in wordings) for wordings in targets.points]
        self._all_mentioned = fmean(self._mentioned, targets.weights)
        self.reported = reported(answer, clauses)
        self.best_belief = self._loudest(self.beliefs)
        self._whole_belief = [
            max(said_anywhere(one, clauses) for one in wordings) for wordings in targets.misconceptions
        ]
        self.held = [self._held(place) for place in range(len(self.beliefs))]
        self.company = calibration.COMPANY * sum(map(any, self.held))
        self._scored = [self._scores(row) for row in self.points]
        self._best = [max(scores, default=0.0) for scores, _ in self._scored]
        heard = [self.signals(place) for place in range(len(self.points))]
        self._credits = calibration.credits_for(heard, targets.weights, self._denied, fitted, bare=targets.bare)
        self._used: Counter[str] = Counter()
        self._faults: dict[tuple[int, int], bool] = {}

    def signals(self, place: int) -> Signals:
        """What is heard of the key point at this place of the rubric."""
        scores, _ = self._scored[place]
        best = self._best[place]
        others = [one for at, one in enumerate(self._best) if at != place]
        return Signals(
            best=best,
            whole=self._whole[place],
            belief=max(self.best_belief, default=0.0),
            belief_here=self.best_belief[scores.index(best)] if scores else 0.0,
            others=max(calibration.LEAST_OTHERS, fmean(others)) if others else None,
            subject=self._subject,
            mentioned=self._mentioned[place],
            all_mentioned=self._all_mentioned,
        )

    def _sentences_with_a_point(self) -> set[int]:
        """The numbers of the sentences in which a key point is heard at all; small talk beside them tells nothing."""
        loud = (at for row in self.points for at, heard in enumerate(row) if heard.coverage >= calibration.FAINT)
        return {self.stretches[at].sentence for at in loud if len(self.stretches[at].sentences) == 1}

    def _negated(self) -> float:
        """The mean over the key points of what the answer negates most of each."""
        return fmean(max((heard.negated for heard in row), default=0.0) for row in self.points)

    def point(self, place: int, point_id: str) -> PointVerdict:
        """The verdict on the key point at this place of the rubric."""
        row = self.points[place]
        scores, blocked = self._scored[place]
        credit = self._credits[place]
        negated = [heard.negated if _negates(heard) else 0.0 for heard in row]
        earned: PointVerdict | None = None
        if credit > 0 and not (self._denied >= calibration.DENIES and any(negated)):
            heard = max(line.coverage for line in row)
            doubted = heard - self._best[place] >= calibration.DOUBTED or self._best[place] < calibration.FAINT
            told = [line.coverage + line.clash for line in row] if self._bare else scores
            earned = self._earned(point_id, credit, told, doubted=doubted)
            if earned.evidence:
                return earned
        if max(blocked, default=0.0) >= calibration.BLOCKED:
            return self._contradicted(point_id, blocked)
        if any(negated):
            return self._contradicted(point_id, negated, flags=(Flag.UNSURE,))
        return earned or PointVerdict(id=point_id, verdict=Verdict.MISSED, credit=0)

    def misconception(self, place: int, belief_id: str) -> MisconceptionVerdict:
        """Whether the misconception at this place of the rubric is held."""
        quote = self._evidence(self._inside(place))
        return MisconceptionVerdict(id=belief_id, held=quote is not None, evidence=(quote,) if quote else ())

    def heard_at(self, place: int) -> Stretch | None:
        """The tightest stretch in which a key point is first heard clearly enough to earn credit."""
        scores, _ = self._scored[place]
        enough = self._best[place] * calibration.EVIDENCE_SHARE
        if self._best[place] < calibration.HEARD:
            return None
        clear = [stretch for stretch, score in zip(self.stretches, scores, strict=True) if score >= enough]
        return min(clear, key=lambda stretch: (stretch.last, -stretch.first))

    def _row(self, wordings: Sequence[Target], clauses: Sequence[Clause]) -> Row:
        rows = [hear(target, clauses, self.stretches) for target in wordings]
        return [max(heard, key=_loudness, default=NOTHING) for heard in zip(*rows, strict=True)]

    def _loudest(self, rows: Sequence[Row]) -> list[float]:
        return [max((row[at].coverage for row in rows), default=0.0) for at in range(len(self.stretches))]

    def belief_signals(self, place: int) -> BeliefSignals:
        """What is heard of the misconception at this place of the rubric."""
        quotable = [heard for at, heard in enumerate(self.beliefs[place]) if self._quotable(place, at, heard)]
        clearest = max(quotable, key=_loudness, default=NOTHING)
        points = [max((heard.coverage for heard in row), default=0.0) for row in self.points]
        others = [heard.coverage for at, row in enumerate(self.beliefs) if at != place for heard in row]
        return BeliefSignals(
            here=clearest.coverage,
            own=clearest.own,
            whole=self._whole_belief[place],
            points=fmean(points),
            other=max(others, default=0.0),
        )

    def _held(self, place: int) -> list[float]:
        """How clearly a misconception is heard in each stretch that holds it; 0 in the others."""
        signals = self.belief_signals(place)
        if not signals.here or self.fitted.belief.probability(signals) < calibration.HELD_LIKELY:
            return [0.0] * len(self.stretches)
        enough = calibration.HELD_SHARE * signals.here
        return [
            heard.coverage if heard.coverage >= enough and self._quotable(place, at, heard) else 0.0
            for at, heard in enumerate(self.beliefs[place])
        ]

    def _inside(self, place: int) -> list[float]:
        """How clearly a misconception is heard in each stretch inside one that holds it; 0 in the others."""
        holding = [stretch for stretch, level in zip(self.stretches, self.held[place], strict=True) if level]
        return [
            heard.coverage if any(one.first <= inner.first and inner.last <= one.last for one in holding) else 0.0
            for inner, heard in zip(self.stretches, self.beliefs[place], strict=True)
        ]

    def _quotable(self, place: int, at: int, heard: Heard) -> bool:
        """Whether one sentence says it, in words of its own, and does not reject it."""
        stretch = self.stretches[at]
        short = len(stretch.sentences) == 1 and stretch.words <= calibration.HELD_WORDS
        own = heard.stems >= calibration.HELD_STEMS and heard.own >= calibration.OWN
        return short and own and not self._rejected(place, at)

    def _rejected(self, place: int, at: int) -> bool:
        """Whether the sentence around a stretch turns the misconception round, or says that others believe it."""
        inner, row = self.stretches[at], self.beliefs[place]
        if not self.reported.isdisjoint(inner.sentences):
            return True
        around = (
            heard.clash
            for outer, heard in zip(self.stretches, row, strict=True)
            if outer.first <= inner.first and inner.last <= outer.last and outer.sentences == inner.sentences
        )
        return max(around) >= calibration.REJECTED

    def _scores(self, row: Row) -> tuple[list[float], list[float]]:
        """The point's score in each stretch, and what it would be where a held misconception is heard instead."""
        held = [belief for belief, levels in zip(self.beliefs, self.held, strict=True) if any(levels)]
        scores: list[float] = []
        blocked: list[float] = []
        for at, heard in enumerate(row):
            louder = any(belief[at].coverage > heard.coverage for belief in held)
            doubt = calibration.DOUBT * max(0.0, self.best_belief[at] - heard.coverage)
            turned = calibration.CLASH_COST * heard.clash
            scores.append(0.0 if louder else heard.coverage - turned - doubt - self.company)
            blocked.append(heard.coverage if louder else 0.0)
        return scores, blocked

    def _earned(self, point_id: str, credit: float, scores: Sequence[float], *, doubted: bool) -> PointVerdict:
        verdict = Verdict.COVERED if credit >= calibration.COVERED else Verdict.PARTIAL
        quote = self._evidence(scores, most=evidence.MAX_POINTS)
        if quote is None:
            return PointVerdict(id=point_id, verdict=verdict, credit=0, flags=(Flag.UNVERIFIED,))
        low, high = calibration.UNSURE
        flags = (Flag.UNSURE,) if doubted or low <= credit <= high else ()
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
            self._faults[span] = evidence.fault(self._slice(span), self.read, self.given) is None
        return self._faults[span]


def _loudness(heard: Heard) -> tuple[float, float]:
    return heard.coverage, heard.clash


def _negates(heard: Heard) -> bool:
    """Whether a stretch speaks of nearly all of a key point and negates most of what it speaks of."""
    nearly_all = heard.negated + heard.coverage >= calibration.NEARLY_ALL
    return nearly_all and heard.negated >= max(calibration.NEGATED, heard.coverage)
