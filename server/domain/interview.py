"""Interview: phases, moves and TRANSITIONS, the state machine as a table; nothing else changes a phase."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pydantic import Field

from server.domain.grade import Sheet, Verdict
from server.domain.rubric import DEPTHS, KeyPoint, Rubric
from server.domain.value import Value
from server.errors import OutOfTurn

MAX_FOLLOW_UPS = 2


class Phase(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    PAUSED = "paused"
    ENDED = "ended"


class Mode(StrEnum):
    """Practice has hints and feedback after each answer; timed has a clock, and results at the end."""

    PRACTICE = "practice"
    TIMED = "timed"


class Source(StrEnum):
    """Where the questions came from. What is said in a sample interview is no measure of progress."""

    EVERYTHING = "everything"
    ESSENTIALS = "essentials"
    DUE = "due"
    WEAKEST = "weakest"
    NAMED = "named"
    SAMPLE = "sample"


class Part(StrEnum):
    MAIN = "main"
    FOLLOW_UP = "follow_up"


class MoveKind(StrEnum):
    ANSWER = "answer"
    HINT = "hint"
    CLARIFY = "clarify"
    REVEAL = "reveal"
    SKIP = "skip"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    REGRADE = "regrade"
    ESTIMATE = "estimate"
    END = "end"


class Rule(NamedTuple):
    """Where a move may lead, and in which modes it may be made."""

    to: frozenset[Phase]
    modes: frozenset[Mode]


_BOTH = frozenset(Mode)
_PRACTICE = frozenset({Mode.PRACTICE})


def _to(*phases: Phase, modes: frozenset[Mode] = _BOTH) -> Rule:
    return Rule(frozenset(phases), modes)


TRANSITIONS: Mapping[tuple[Phase, MoveKind], Rule] = MappingProxyType(
    {
        (Phase.ASKED, MoveKind.ANSWER): _to(Phase.ANSWERED),
        (Phase.ASKED, MoveKind.HINT): _to(Phase.ASKED, modes=_PRACTICE),
        (Phase.ASKED, MoveKind.CLARIFY): _to(Phase.ASKED),
        (Phase.ASKED, MoveKind.SKIP): _to(Phase.ASKED, Phase.ENDED),
        (Phase.ASKED, MoveKind.PAUSE): _to(Phase.PAUSED),
        (Phase.ASKED, MoveKind.END): _to(Phase.ENDED),
        (Phase.ANSWERED, MoveKind.ANSWER): _to(Phase.ANSWERED, modes=_PRACTICE),
        (Phase.ANSWERED, MoveKind.REVEAL): _to(Phase.ANSWERED, modes=_PRACTICE),
        (Phase.ANSWERED, MoveKind.REGRADE): _to(Phase.ANSWERED, modes=_PRACTICE),
        (Phase.ANSWERED, MoveKind.ESTIMATE): _to(Phase.ANSWERED, modes=_PRACTICE),
        (Phase.ANSWERED, MoveKind.NEXT): _to(Phase.ASKED, Phase.ENDED),
        (Phase.ANSWERED, MoveKind.PAUSE): _to(Phase.PAUSED),
        (Phase.ANSWERED, MoveKind.END): _to(Phase.ENDED),
        (Phase.PAUSED, MoveKind.RESUME): _to(Phase.ASKED, Phase.ANSWERED),
        (Phase.PAUSED, MoveKind.END): _to(Phase.ENDED),
    }
)


class PlannedQuestion(Value):
    """A question of the plan, pinned to the rubric version it had when the interview was made."""

    question_id: str
    version: str


class Interview(Value):
    """Where one interview stands. `number` counts main questions from 1."""

    id: str
    person: str
    track: str
    mode: Mode
    source: Source = Source.EVERYTHING
    seed: int
    plan: tuple[PlannedQuestion, ...] = Field(min_length=1)
    phase: Phase = Phase.ASKED
    paused_from: Phase | None = None
    number: int = Field(default=1, ge=1)
    part: Part = Part.MAIN
    followed: tuple[str, ...] = Field(default=(), description="key points asked about again under this question")
    open_seq: int = Field(default=0, description="the seq of the open question's event")
    deadline: datetime | None = Field(default=None, description="of the open question, in timed mode")

    @property
    def current(self) -> PlannedQuestion:
        return self.plan[self.number - 1]

    @property
    def is_last(self) -> bool:
        return self.number == len(self.plan)

    def require(self, kind: MoveKind) -> Rule:
        """The rule for this move now; OutOfTurn, saying what is possible, where there is none."""
        rule = TRANSITIONS.get((self.phase, kind))
        if rule is not None and self.mode in rule.modes:
            return rule
        if self.phase is Phase.ENDED:
            raise OutOfTurn(f"This interview has ended, so {kind} came too late. The report holds what was said.")
        possible = sorted(
            move for (phase, move), r in TRANSITIONS.items() if phase == self.phase and self.mode in r.modes
        )
        raise OutOfTurn(
            f"The interview is {self.phase} in {self.mode} mode: expected one of {', '.join(possible)}, got {kind}."
        )

    def moved(self, kind: MoveKind, *, follow_up: KeyPoint | None = None) -> "Interview":
        """The interview after this move. `follow_up` (with `next` only) stays with the question and asks on."""
        rule = self.require(kind)
        after = self.model_copy(update=self._changes(kind, follow_up))
        if after.phase not in rule.to:
            raise OutOfTurn(f"{kind} leads from {self.phase} to {', '.join(sorted(rule.to))}, never to {after.phase}.")
        return after

    def _changes(self, kind: MoveKind, follow_up: KeyPoint | None) -> dict[str, object]:
        match kind:
            case MoveKind.ANSWER:
                return {"phase": Phase.ANSWERED}
            case MoveKind.PAUSE:
                return {"phase": Phase.PAUSED, "paused_from": self.phase}
            case MoveKind.RESUME:
                return {"phase": self.paused_from, "paused_from": None}
            case MoveKind.END:
                return {"phase": Phase.ENDED, "paused_from": None}
            case MoveKind.NEXT if follow_up is not None:
                return {"phase": Phase.ASKED, "part": Part.FOLLOW_UP, "followed": (*self.followed, follow_up.id)}
            case MoveKind.NEXT | MoveKind.SKIP if self.is_last:
                return {"phase": Phase.ENDED}
            case MoveKind.NEXT | MoveKind.SKIP:
                return {"phase": Phase.ASKED, "number": self.number + 1, "part": Part.MAIN, "followed": ()}
            case MoveKind.HINT | MoveKind.CLARIFY | MoveKind.REVEAL | MoveKind.REGRADE | MoveKind.ESTIMATE:
                return {}


def follow_up_for(rubric: Rubric, sheet: Sheet, followed: tuple[str, ...]) -> KeyPoint | None:
    """The key point to ask about next: the heaviest missed, then core first, then in file order.

    None where nothing is missed or MAX_FOLLOW_UPS were asked.
    """
    if len(followed) >= MAX_FOLLOW_UPS:
        return None
    verdicts = {line.id: line.verdict for line in sheet.points}
    missed = [
        point
        for point in rubric.key_points
        if point.id not in followed and verdicts.get(point.id) in (Verdict.MISSED, Verdict.CONTRADICTED)
    ]
    return min(missed, key=lambda p: (-p.weight, DEPTHS.index(p.depth)), default=None)
