"""The demo model: what a plausible model would reply to our prompts, found by counting shared words.

It stands in where there is no model: in demonstrations and tests. It understands nothing and is no grader.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from server.domain.evidence import MAX_POINTS, words

COVERED_FROM = 0.55
PARTIAL_FROM = 0.35
HELD_FROM = 0.7
QUOTE_WORDS = 12

_LISTED = re.compile(r"^- ([pmc]-[0-9a-f]+): (.+(?:\n  - .+)*)", re.MULTILINE)
_LABEL = re.compile(r"^\s*-?\s*(?:In full it may sound like this|Or like this|It may sound like this): ", re.MULTILINE)
_MARK = re.compile(r"two lines that read (\S+)\.")
_SECTION = re.compile(r"^# (.+)\n((?:(?!# ).*\n?)*)", re.MULTILINE)
_SHORT = 4


class Found(NamedTuple):
    """The words of the answer that come closest to a text, and the share of the text's words among them."""

    quote: str
    share: float


def reply_to(messages: Sequence[Mapping[str, str]]) -> str:
    """The reply to these messages: verdicts as JSON where they list claims or criteria, else feedback in prose."""
    system = messages[0]["content"]
    answer = answer_in(messages)
    listed = dict(_LISTED.findall(system))
    repair = _LISTED.findall(messages[-1]["content"]) if len(messages) > 2 else []
    wanted = {name for name, _ in repair} or set(listed)
    asked = {name: text for name, text in listed.items() if name in wanted}
    if "## Stronger" in system:
        return _prose(system)
    if any(name.startswith("c-") for name in listed):
        return json.dumps({"criteria": [_criterion(name, answer) for name in asked]})
    return json.dumps(_content(asked, answer))


def answer_in(messages: Sequence[Mapping[str, str]]) -> str:
    """The candidate's answer, between its two marks; empty where there is none."""
    for message in messages:
        mark = _MARK.search(message["content"]) if message["role"] == "user" else None
        if mark:
            return message["content"].split(f"\n{mark[1]}\n", 1)[-1].rsplit(f"\n{mark[1]}", 1)[0]
    return ""


def _content(asked: Mapping[str, str], answer: str) -> dict[str, Any]:
    used: dict[str, int] = {}
    points = [_point(name, text, answer, used) for name, text in asked.items() if name.startswith("p-")]
    beliefs = [_belief(name, text, answer) for name, text in asked.items() if name.startswith("m-")]
    return {"points": points, "misconceptions": beliefs, "errors": []}


def _point(name: str, text: str, answer: str, used: dict[str, int]) -> dict[str, Any]:
    found = closest(_wordings(text), answer)
    verdict = "covered" if found.share >= COVERED_FROM else "partial" if found.share >= PARTIAL_FROM else "missed"
    used[found.quote] = used.get(found.quote, 0) + 1
    if used[found.quote] > MAX_POINTS or len(words(found.quote)) < 3:
        verdict = "missed"
    missed = verdict == "missed"
    return {
        "id": name,
        "quotes": [] if missed else [found.quote],
        "heard": "nothing on this" if missed else "says it in these words",
        "verdict": verdict,
        "sure": found.share >= COVERED_FROM or found.share < PARTIAL_FROM / 2,
    }


def _belief(name: str, text: str, answer: str) -> dict[str, Any]:
    found = closest(_wordings(text), answer)
    held = found.share >= HELD_FROM and len(words(found.quote)) >= 3
    return {"id": name, "quotes": [found.quote] if held else [], "held": held, "sure": True}


def _criterion(name: str, answer: str) -> dict[str, Any]:
    length = len(words(answer))
    level = 1 if length < 20 else 2 if length < 40 else 3
    quote = " ".join(answer.split()[:QUOTE_WORDS])
    return {"id": name, "quote": quote, "note": f"You used about {length} words.", "level": level}


def _wordings(text: str) -> list[str]:
    return [_LABEL.sub("", line).strip() for line in text.splitlines()]


def closest(wordings: Iterable[str], answer: str) -> Found:
    """The stretch of the answer, at most QUOTE_WORDS long, that shares most words with one of these wordings."""
    spans = [match.span() for match in re.finditer(r"\S+", answer)]
    best = Found("", 0.0)
    for wanted in map(_content_words, wordings):
        for at in range(max(1, len(spans) - QUOTE_WORDS + 1) if spans else 0):
            quote = answer[spans[at][0] : spans[min(at + QUOTE_WORDS, len(spans)) - 1][1]]
            share = len(wanted & _content_words(quote)) / len(wanted) if wanted else 0.0
            best = max(best, Found(quote, share), key=lambda found: found.share)
    return best


def _content_words(text: str) -> set[str]:
    return {word.rstrip("s") for word in words(text) if len(word) >= _SHORT}


def _prose(system: str) -> str:
    sections = {name: re.findall(r"^- (.+)", body, re.MULTILINE) for name, body in _SECTION.findall(system)}
    landed = sections.get("What landed", [])
    missed = sections.get("What was not heard", []) + sections.get("What came half way", [])
    model = re.search(r"^A model answer: (.+)", system, re.MULTILINE)
    first = f"This came across: {landed[0]}" if landed else "I could not yet hear a point that I can build on."
    then = f"I did not hear this: {missed[0]}" if missed else "I have nothing to add to it."
    stronger = re.split(r"(?<=\.)\s", model[1])[0] if model else "Begin with the main point."
    return (
        f"## Technical\n{first} {then}\n\n"
        "## Phrasing\nYour sentences can be followed. Try to name the main point in the very first one.\n\n"
        f"## Stronger\n{stronger}\n"
    )
