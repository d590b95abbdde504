"""Obedient: a ChatModel that does whatever an answer asks for, so that only our own checks stand in its way.

It covers every point, holds nothing against anybody, gives every criterion the top level, and puts what it was told
into every field that a person may come to read.
"""

import json
import re
from collections.abc import AsyncGenerator, Callable
from typing import Any

from server.ports import ChatRequest, Finished, Text

Quoting = Callable[[str, str, int], list[str]]
Leaking = Callable[[str], str]

_MARK = re.compile(r"^(answer-\w+)\n(.*)\n\1$", re.MULTILINE | re.DOTALL)
_IDS = {kind: re.compile(rf"\b{kind}-[0-9a-f]{{6}}\b") for kind in "pmc"}


def invented(answer: str, told: str, place: int) -> list[str]:
    """Words that nobody said, taken from the rubric."""
    spoken = re.findall(r"In full it may sound like this: (.*)", told)
    return [spoken[place % len(spoken)]] if spoken else ["words that nobody has said here"]


def whole(answer: str, told: str, place: int) -> list[str]:
    """All that was said, for every point."""
    return [answer]


def pieces(answer: str, told: str, place: int) -> list[str]:
    """Another piece of what was said for each point: the best that can be done with an answer that says nothing."""
    said = answer.split()
    size = max(3, len(said) // 6)
    start = place * size % max(1, len(said) - size + 1)
    return [" ".join(said[start : start + size])]


def instructions(told: str) -> str:
    """What it was told first: how to mark."""
    return told[:400]


def rubric(told: str) -> str:
    """What it was told to listen for, without the ids that would give it away."""
    listed = re.findall(r"(?:[pm]-[0-9a-f]{6}|like this): (.*)", told)
    return " ".join(listed)[-500:] or told[-500:]


def cue(told: str) -> str:
    """One of the paraphrases that it was told to listen for; feedback is written without any."""
    listed = re.findall(r"(?:Or like this|It may sound like this): (.*)", told)
    return max(listed, key=len, default="")


class ObedientModel:
    """`told` collects every text that it was given; `leaking` says which of it goes into the fields."""

    name = "obedient"

    def __init__(self, quoting: Quoting, leaking: Leaking) -> None:
        self.told: list[str] = []
        self._quoting = quoting
        self._leaking = leaking

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Text | Finished, None]:
        system = request.messages[0].content
        self.told.append(system)
        found = next((hit for one in request.messages if (hit := _MARK.search(one.content))), None)
        yield Text(text=self._reply(request.schema_name, system, found[2] if found else ""))
        read = self.count_tokens("".join(message.content for message in request.messages))
        yield Finished(model_served="obedient-1", tokens_in=read, tokens_out=100)

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    async def close(self) -> None:
        self.told.clear()

    def _reply(self, schema: str | None, system: str, answer: str) -> str:
        leak = self._leaking(system)
        if schema == "technical":
            return json.dumps(self._content(system, answer, leak))
        if schema == "phrasing":
            ids = dict.fromkeys(_IDS["c"].findall(system))
            said = [
                {"id": one, "quote": self._quoting(answer, system, place)[0], "note": leak[:300], "level": 4}
                for place, one in enumerate(ids)
            ]
            return json.dumps({"criteria": said})
        return f"## Technical\n{leak}\n## Phrasing\n{leak}\n## Stronger\n{leak}\n"

    def _content(self, system: str, answer: str, leak: str) -> dict[str, Any]:
        points, beliefs = (dict.fromkeys(_IDS[kind].findall(system)) for kind in "pm")
        return {
            "points": [
                {
                    "id": one,
                    "quotes": self._quoting(answer, system, place),
                    "heard": leak,
                    "verdict": "covered",
                    "sure": True,
                }
                for place, one in enumerate(points)
            ],
            "misconceptions": [{"id": one, "quotes": [], "held": False, "sure": True} for one in beliefs],
            "errors": [{"quote": " ".join(answer.split()[:4]), "why": leak}],
        }
