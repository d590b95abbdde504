"""Brief: what the model is given to read: the instructions and the rubric first, then the answer in its own message.

All that is the same for every candidate stands in front, so that providers can cache it. The model sees no weight, no
cost and no real id.
"""

import hmac
import random
import secrets
from collections.abc import Iterable, Mapping
from typing import TypeVar

from server.domain.rubric import Rubric
from server.graders.clauses import visible
from server.ports import Case, Message, Prompt

TECHNICAL, PHRASING, ANSWER, REPAIR, FEEDBACK = "technical", "phrasing", "answer", "repair", "feedback"
_ID_CHARS = 6

T = TypeVar("T")


class Ids:
    """Ids as the model sees them: the same in every call on one rubric, and not to be guessed without the key."""

    def __init__(self, key: bytes, rubric: Rubric) -> None:
        self._key = key
        self._version = rubric.version
        self.points = self._named("p", (point.id for point in rubric.key_points))
        self.misconceptions = self._named("m", (belief.id for belief in rubric.misconceptions))
        self.criteria = self._named("c", (criterion.id for criterion in rubric.criteria))

    def _named(self, kind: str, names: Iterable[str]) -> dict[str, str]:
        """Real id by the id shown."""
        return {f"{kind}-{self._digest(f'{kind}:{name}')}": name for name in names}

    def _digest(self, name: str) -> str:
        return hmac.digest(self._key, f"{self._version}:{name}".encode(), "sha256").hex()[:_ID_CHARS]


def technical_brief(
    prompts: Mapping[str, Prompt], case: Case, ids: Ids, *, shuffled: bool = False
) -> tuple[Message, ...]:
    """The messages that ask for the verdicts on the content. `shuffled` lists all in another order, for a second
    reading; it is the same order for every candidate."""
    rubric = case.rubric
    points = [
        {"id": shown, "says": point.says, "spoken": point.spoken, "cues": point.cues}
        for shown, point in zip(ids.points, rubric.key_points, strict=True)
    ]
    beliefs = [
        {"id": shown, "claims": belief.claims, "cues": belief.cues}
        for shown, belief in zip(ids.misconceptions, rubric.misconceptions, strict=True)
    ]
    if shuffled:
        points, beliefs = _shuffled(points, rubric.version), _shuffled(beliefs, rubric.version)
    system = prompts[TECHNICAL].message(ask=rubric.ask, points=points, misconceptions=beliefs)
    return (system, answer_message(prompts, case.answer))


def _shuffled(listed: list[T], seed: str) -> list[T]:
    """Another order: the last comes first, so that it is never the same one."""
    rest = listed[:-1]
    random.Random(seed).shuffle(rest)
    return listed[-1:] + rest


def phrasing_brief(prompts: Mapping[str, Prompt], case: Case, ids: Ids) -> tuple[Message, ...]:
    """The messages that ask for the levels of the phrasing."""
    rubric = case.rubric
    criteria = [
        {"id": shown, "name": criterion.name, "asks": criterion.asks, "levels": criterion.levels}
        for shown, criterion in zip(ids.criteria, rubric.criteria, strict=True)
    ]
    lead = rubric.key_point(rubric.lead_with).says
    return (
        prompts[PHRASING].message(ask=rubric.ask, lead=lead, criteria=criteria),
        answer_message(prompts, case.answer),
    )


def answer_message(prompts: Mapping[str, Prompt], answer: str) -> Message:
    """The answer between two marks that nobody can have written into it; characters nobody sees are left out."""
    mark = f"answer-{secrets.token_hex(8)}"
    return prompts[ANSWER].message(mark=mark, answer=visible(answer)[0].replace(mark, ""))
