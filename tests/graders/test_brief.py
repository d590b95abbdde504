"""What the model is given: the same prefix for everyone, the answer behind a mark of its own, ids that say nothing."""

import json
import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.graders.brief import Ids, answer_message, phrasing_brief, technical_brief
from server.ports import Message
from tests.graders.llm_case import CASE, IDS, KEY, PROMPTS, RUBRIC


def test_ids_are_steady_and_depend_on_key_and_version() -> None:
    other = RUBRIC.model_copy(update={"version": "ba9876543210"})
    assert Ids(KEY, RUBRIC).points == IDS.points
    assert not Ids(b"another key", RUBRIC).points.keys() & IDS.points.keys()
    assert not Ids(KEY, other).points.keys() & IDS.points.keys()


def test_ids_say_nothing_and_lead_back() -> None:
    assert all(re.fullmatch(r"p-[0-9a-f]{6}", shown) for shown in IDS.points)
    assert list(IDS.points.values()) == ["yields", "pool", "blocking"]


def test_what_stands_before_the_answer_is_the_same_for_every_candidate() -> None:
    other = CASE.model_copy(update={"answer": "Something else entirely."})
    for brief in (technical_brief, phrasing_brief):
        assert brief(PROMPTS, CASE, IDS)[0] == brief(PROMPTS, other, IDS)[0]
        assert [message.role for message in brief(PROMPTS, CASE, IDS)] == ["system", "user"]


def sent(messages: tuple[Message, ...]) -> bytes:
    """The messages as they stand in a request, byte for byte."""
    return json.dumps([message.model_dump() for message in messages]).encode()


@pytest.mark.parametrize(
    "brief", [technical_brief, phrasing_brief, partial(technical_brief, shuffled=True)], ids=["content", "how", "again"]
)
def test_two_candidates_share_their_prefix_to_the_byte(brief: Callable[..., tuple[Message, ...]]) -> None:
    """So that a provider reads instructions and rubric once: they cache what requests have in common from the start."""
    one = sent(brief(PROMPTS, CASE, IDS))
    other = sent(brief(PROMPTS, CASE.model_copy(update={"answer": "Something else entirely."}), Ids(KEY, RUBRIC)))
    shared = len(sent(brief(PROMPTS, CASE, IDS)[:1])) - len("]")
    assert one[:shared] == other[:shared]


def test_a_second_reading_has_everything_in_another_place() -> None:
    first, second = technical_brief(PROMPTS, CASE, IDS), technical_brief(PROMPTS, CASE, IDS, shuffled=True)
    orders = [re.findall(r"^- (p-[0-9a-f]{6})", brief[0].content, re.MULTILINE) for brief in (first, second)]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(IDS.points)
    assert orders[0] != orders[1]


def test_the_mark_is_new_every_time() -> None:
    assert answer_message(PROMPTS, "a") != answer_message(PROMPTS, "a")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_the_answer_stands_whole_between_its_marks(answer: str) -> None:
    content = answer_message(PROMPTS, answer).content
    mark = re.search(r"answer-[0-9a-f]{16}", content)
    assert mark is not None
    assert content.count(f"\n{mark[0]}\n") >= 1


def test_characters_that_nobody_sees_are_left_out() -> None:
    content = answer_message(PROMPTS, "con\u200btrol \u202eback\u202c \U000e0041now").content
    assert "\ncontrol back now\n" in content


def test_an_answer_that_holds_template_code_is_not_rendered() -> None:
    assert "{{ 7 * 7 }}" in answer_message(PROMPTS, "I would write {{ 7 * 7 }} in Jinja.").content
