"""Given: the rubric of a line that brings its own, made whole: what is left out is derived from the model answer."""

import json
from collections.abc import Sequence

from server.domain.rubric import KeyPoint, Misconception, PhrasingCriterion, Rubric, version_of
from server.ports import Drafter
from server.services.batch.line import Belief, Brought, Given, Point

MOST_WEIGHT = 10
"""Weights count by their shares only, so greater ones are scaled down to this."""


def given_rubric(brought: Brought, criteria: Sequence[PhrasingCriterion], drafter: Drafter) -> Given:
    """Key points that are not there are drafted; those that are there get what they lack.

    Ids are replaced by ones of our own, because those of a file may be anything. The version is that of the whole
    rubric, derived parts included, so that another way of deriving is another version.
    """
    draft = drafter.draft(brought.question, brought.model_answer)
    points = {f"point-{place}": point for place, point in enumerate(brought.key_points or (), start=1)}
    beliefs = {f"belief-{place}": belief for place, belief in enumerate(brought.misconceptions, start=1)}
    key_points = _completed(points, brought.model_answer, drafter) if points else draft.key_points
    rubric = Rubric(
        question_id="given",
        version="",
        ask=brought.question,
        model_answer=brought.model_answer,
        lead_with=key_points[0].id,
        key_points=key_points,
        misconceptions=tuple(_misconception(own, belief) for own, belief in beliefs.items()),
        vocabulary=draft.vocabulary,
        criteria=tuple(criteria),
    )
    names = {own: one.id or own for own, one in (*points.items(), *beliefs.items())}
    return Given(rubric.model_copy(update={"version": _version(rubric)}), names)


def _completed(points: dict[str, Point], model_answer: str, drafter: Drafter) -> tuple[KeyPoint, ...]:
    most = max(1.0, max(point.weight for point in points.values()) / MOST_WEIGHT)
    return tuple(
        KeyPoint(
            id=own,
            says=point.says,
            because=point.because,
            spoken=point.spoken or drafter.spoken(point.says, model_answer),
            weight=min(MOST_WEIGHT, point.weight / most),
            depth=point.depth,
            cues=point.cues,
            probe="Can you say more about that?",
        )
        for own, point in points.items()
    )


def _misconception(own: str, belief: Belief) -> Misconception:
    return Misconception(
        id=own,
        claims=belief.claims,
        because=belief.because,
        cost=belief.cost,
        cues=belief.cues,
        probe="What makes you say so?",
    )


def _version(rubric: Rubric) -> str:
    body = rubric.model_dump(mode="json", exclude={"version"})
    return version_of(json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
