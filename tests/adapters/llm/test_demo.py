"""The demo model: plausible verdicts, with quotes that stand in the answer."""

import json

import pytest

from server.adapters.llm.demo import QUOTE_WORDS, answer_in, closest, reply_to

SYSTEM = """# The claims

- p-aaaaaa: A plain def route runs in a thread pool.
  - In full it may sound like this: FastAPI sends a plain route to a pool of worker threads.
- p-bbbbbb: Blocking calls freeze the event loop.

# The beliefs

- m-cccccc: Async code simply runs faster than other code.
"""
ANSWER = "A plain def route runs in a thread pool, I believe.\nBy the way, nothing else."


def messages(answer: str, system: str = SYSTEM) -> list[dict[str, str]]:
    told = f"It stands between the two lines that read mark-1.\n\nmark-1\n{answer}\nmark-1"
    return [{"role": "system", "content": system}, {"role": "user", "content": told}]


def test_the_answer_is_found_between_its_marks() -> None:
    assert answer_in(messages(ANSWER)) == ANSWER
    assert answer_in([{"role": "system", "content": "x"}]) == ""


def test_verdicts_follow_the_shared_words() -> None:
    said = json.loads(reply_to(messages(ANSWER)))
    assert [(point["id"], point["verdict"]) for point in said["points"]] == [
        ("p-aaaaaa", "covered"),
        ("p-bbbbbb", "missed"),
    ]
    assert said["points"][0]["quotes"][0] in ANSWER
    assert [belief["held"] for belief in said["misconceptions"]] == [False]


def test_a_belief_said_outright_is_held() -> None:
    said = json.loads(reply_to(messages("Well, async code simply runs faster than other code.")))
    assert said["misconceptions"][0]["held"]


def test_a_repair_holds_only_what_was_asked_again() -> None:
    turn = [*messages(ANSWER), {"role": "assistant", "content": "{}"}, {"role": "user", "content": "- p-bbbbbb: no"}]
    said = json.loads(reply_to(turn))
    assert [point["id"] for point in said["points"]] == ["p-bbbbbb"]
    assert said["misconceptions"] == []


def test_criteria_get_levels() -> None:
    said = json.loads(reply_to(messages(ANSWER, "- c-dddddd: Opening. Does it lead?")))
    assert said["criteria"][0]["level"] in range(5)


def test_feedback_has_its_three_parts() -> None:
    said = reply_to(
        messages(ANSWER, "## Stronger\n\nA model answer: Say this. And that.\n\n# What landed\n\n- Pools.\n")
    )
    assert [line for line in said.splitlines() if line.startswith("## ")] == [
        "## Technical",
        "## Phrasing",
        "## Stronger",
    ]
    assert "Pools." in said
    assert "Say this." in said


@pytest.mark.parametrize("answer", ["", "Yes.", ANSWER, "word " * 500])
def test_a_quote_stands_in_the_answer_and_is_short(answer: str) -> None:
    found = closest(["a plain route in a thread pool", ""], answer)
    assert found.quote in answer
    assert len(found.quote.split()) <= QUOTE_WORDS
