"""Reading replies: strictly when whole, item by item while they come."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.grade import Reason
from server.graders.reply import LOOKS_PER_ID, Growing, PhrasingReply, TechnicalReply, items_of
from server.ports import ModelFailed
from tests.graders.llm_case import IDS, POINTS, phrasing, said_belief, said_criterion, said_point, technical

ASKED = (*IDS.points, *IDS.misconceptions)
GOOD = technical()


def growing(text: str = "") -> Growing[TechnicalReply]:
    made = Growing(TechnicalReply, ASKED)
    made.feed(text)
    return made


@given(cuts=st.lists(st.integers(0, len(GOOD)), max_size=30))
def test_items_come_once_each_and_in_order_however_the_text_is_cut(cuts: list[int]) -> None:
    made, items, at = growing(), [], 0
    for cut in [*sorted(cuts), len(GOOD)]:
        items += made.feed(GOOD[at:cut])
        at = max(at, cut)
    assert tuple(items) == items_of(made.whole())


def test_an_item_comes_as_soon_as_its_brace_closes() -> None:
    end = GOOD.index("}") + 1
    assert growing().feed(GOOD[: end - 1]) == []
    assert len(growing().feed(GOOD[:end])) == 1


def test_a_brace_inside_a_quote_closes_nothing() -> None:
    text = technical([said_point("yields", "covered", "return {} from the route"), *POINTS[1:]])
    assert growing().feed(text[: text.index("{} from") + 2]) == []
    assert growing(text).whole().points[0].quotes == ("return {} from the route",)


@pytest.mark.parametrize(
    "around", ["{}", "```json\n{}\n```", "Here you are:\n{}\nGood luck."], ids=["bare", "fence", "words"]
)
def test_fences_and_words_around_are_taken_off(around: str) -> None:
    assert growing(around.replace("{}", GOOD)).whole().points[0].verdict == "covered"


BAD = {
    "nothing": "",
    "words": "I would say covered.",
    "cut": GOOD[:-2],
    "two objects": GOOD + GOOD,
    "a key twice": GOOD.replace('"verdict"', '"verdict": "missed", "verdict"', 1),
    "not a number": GOOD.replace("true", "NaN", 1),
    "a number as text": phrasing(said_criterion("opening", 4), said_criterion("structure", 2)).replace("4", '"4"'),
    "a word for a boolean": GOOD.replace("true", '"true"', 1),
    "a number for a boolean": GOOD.replace("true", "1", 1),
    "unknown verdict": GOOD.replace('"covered"', '"excellent"'),
    "unknown field": GOOD.replace('"heard"', '"score": 100, "heard"', 1),
    "missing field": GOOD.replace('"heard": "so it seems", ', "", 1),
    "a NUL": GOOD.replace("so it seems", "so\\u0000it", 1),
    "an id missing": technical(POINTS[:2]),
    "an id twice": technical([*POINTS, POINTS[0]]),
    "an id unasked": technical([*POINTS[:2], {**POINTS[2], "id": "p-ffffff"}]),
    "an id in the wrong list": technical(
        POINTS[:2], [said_belief("faster"), {**said_belief("faster"), "id": POINTS[2]["id"]}][:1]
    ),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_not_exactly_right_is_invalid_and_not_repeated(text: str) -> None:
    with pytest.raises(ModelFailed) as caught:
        growing(text).whole()
    assert (caught.value.reason, caught.value.retryable) == (Reason.REPLY_INVALID, True)
    assert "so it seems" not in str(caught.value)
    assert "excellent" not in str(caught.value)


@pytest.mark.parametrize("level", ['"4"', "4.0", "5", "-1", "true", "null"])
def test_a_level_is_a_whole_number_from_0_to_4(level: str) -> None:
    made = Growing(PhrasingReply, IDS.criteria)
    assert made.feed(phrasing().replace('"level": 4', f'"level": {level}')) == []
    with pytest.raises(ModelFailed):
        made.whole()


@given(st.text(alphabet='{}[]":,\\ntrue0 ', max_size=80))
def test_garbage_is_refused_and_never_breaks(text: str) -> None:
    made = growing()
    for char in text:
        assert made.feed(char) == []
    with pytest.raises(ModelFailed):
        made.whole()


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ModelFailed):
        growing('{"points": ' + "[" * 100_000 + "]" * 100_000 + "}").whole()


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(ModelFailed):
        growing(json.dumps({"points": []}).replace("[]", '"\ud800"')).whole()


def test_braces_without_end_are_not_looked_at_for_ever() -> None:
    made, items = growing(), 0
    for _ in range(LOOKS_PER_ID * (len(ASKED) + 1) + 5):
        items += len(made.feed('{"points": [{}]}'))
    assert items == 0
    assert growing().feed(GOOD)
    assert made.feed(GOOD) == []
