"""A small rubric, an answer to it, and replies that a model could give."""

import json
from collections.abc import Mapping
from typing import Any

from server.adapters.files import shipped
from server.adapters.prompts import load_prompts
from server.domain.rubric import Rubric
from server.graders.brief import Ids
from server.ports import Case

KEY = b"a key for tests"
PROMPTS = load_prompts(shipped("prompts"))

ANSWER = (
    "At every await the coroutine gives control back to the loop. "
    "A plain def route runs in a thread pool, so it blocks nobody. "
    "Then again, async code simply runs faster."
)
LOOP = "the coroutine gives control back to the loop"
POOL = "A plain def route runs in a thread pool"
FASTER = "async code simply runs faster"


def point(name: str, weight: float, says: str) -> dict[str, Any]:
    return {
        "id": name,
        "says": says,
        "because": f"It matters for {name}.",
        "spoken": f"{says} That is how I would say it.",
        "weight": weight,
        "depth": "core",
        "cues": [f"or like this for {name}"],
        "probe": f"What about {name}?",
    }


RUBRIC = Rubric.model_validate(
    {
        "question_id": "a/b/c",
        "version": "0123456789ab",
        "ask": "When would you write async def, and when plain def?",
        "model_answer": "An await yields to the loop. Plain def runs in a thread pool. Blocking calls stop everyone.",
        "lead_with": "yields",
        "key_points": [
            point("yields", 3, "An await gives control back to the event loop."),
            point("pool", 2, "A plain def route runs in a thread pool."),
            point("blocking", 1, "A blocking call stops the whole event loop."),
        ],
        "misconceptions": [
            {
                "id": "faster",
                "claims": "Async makes code run faster.",
                "because": "It makes waiting cheaper, nothing else.",
                "cost": 2,
                "cues": ["async is for speed"],
                "probe": "What gets faster?",
            }
        ],
        "criteria": [
            {
                "id": name,
                "name": name.title(),
                "asks": f"How is the {name}?",
                "weight": 1,
                "levels": [f"{name} level {level}" for level in range(5)],
                "advice": f"Work on the {name}.",
            }
            for name in ("opening", "structure")
        ],
    }
)
CASE = Case(rubric=RUBRIC, answer=ANSWER)
IDS = Ids(KEY, RUBRIC)
SHOWN = {name: shown for ids in (IDS.points, IDS.misconceptions, IDS.criteria) for shown, name in ids.items()}


def said_point(name: str, verdict: str, *quotes: str, sure: bool = True) -> dict[str, Any]:
    return {"id": SHOWN[name], "quotes": list(quotes), "heard": "so it seems", "verdict": verdict, "sure": sure}


def said_belief(name: str, *quotes: str) -> dict[str, Any]:
    return {"id": SHOWN[name], "quotes": list(quotes), "held": bool(quotes), "sure": True}


def said_criterion(name: str, level: int, quote: str = LOOP, note: str = "Clear.") -> dict[str, Any]:
    return {"id": SHOWN[name], "quote": quote, "note": note, "level": level}


POINTS = [
    said_point("yields", "covered", LOOP),
    said_point("pool", "partial", POOL, sure=False),
    said_point("blocking", "missed"),
]


def technical(
    points: list[dict[str, Any]] | None = None, beliefs: list[dict[str, Any]] | None = None, **more: Any
) -> str:
    beliefs = [said_belief("faster", FASTER)] if beliefs is None else beliefs
    return json.dumps({"points": points or POINTS, "misconceptions": beliefs, "errors": [], **more})


def phrasing(*criteria: Mapping[str, Any]) -> str:
    return json.dumps({"criteria": criteria or [said_criterion("opening", 4), said_criterion("structure", 2)]})
