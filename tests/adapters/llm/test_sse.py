"""Decoding a stream: lines whole however the bytes are cut, only the fields that are used, thoughts taken off."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.llm.clocks import MAX_LINE, MAX_STREAM
from server.adapters.llm.sse import NOTHING, SANE_TOKENS, Delta, Events, Lines, Thoughts
from server.ports import ModelFailed


def delta_of(line: bytes) -> Delta:
    return Events().take(line)


def line(**chunk: object) -> bytes:
    return b"data: " + json.dumps(chunk).encode()


@given(
    text=st.binary(max_size=200).filter(lambda raw: b"\r" not in raw and raw[:1] != b"\xef"),
    cuts=st.lists(st.integers(0, 200)),
)
def test_lines_are_the_same_however_the_stream_is_cut(text: bytes, cuts: list[int]) -> None:
    lines, found, at = Lines(), [], 0
    for cut in [*sorted(cuts), len(text)]:
        found += lines.feed(text[at:cut])
        at = max(at, cut)
    assert b"\n".join([*found, *lines.end()]) == text.removesuffix(b"\n")


def test_a_line_beyond_the_cap_is_refused() -> None:
    with pytest.raises(ModelFailed):
        Lines().feed(b"x" * (MAX_LINE + 1))


def test_a_stream_beyond_the_cap_is_refused() -> None:
    lines = Lines()
    with pytest.raises(ModelFailed):
        for _ in range(MAX_STREAM // 1000 + 2):
            lines.feed(b"x" * 999 + b"\n")


@pytest.mark.parametrize("ignored", [b"", b": comment", b"event: message", b"id: 1", b"data:", b"retry: 5"])
def test_what_is_not_data_adds_nothing(ignored: bytes) -> None:
    assert delta_of(ignored) == NOTHING


def test_only_the_first_choice_is_read() -> None:
    choices = [{"delta": {"content": "a"}, "finish_reason": "stop"}, {"delta": {"content": "b"}}]
    assert delta_of(line(choices=choices, model="m")) == Delta(text="a", finish="stop", model="m")


def test_a_carriage_return_at_the_end_does_no_harm() -> None:
    assert delta_of(line(choices=[{"delta": {"content": "a"}}]) + b"\r").text == "a"
    assert delta_of(b"data: [DONE]\r").done


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_line_may_end_in_any_way_and_the_first_begin_with_a_mark(end: bytes) -> None:
    assert [one for one in Lines().feed(b"\xef\xbb\xbfdata: 1" + end + b"data: 2" + end) if one] == [
        b"data: 1",
        b"data: 2",
    ]


def test_an_event_may_come_on_several_lines() -> None:
    events = Events()
    pieces = [b'data: {"model":', b": a comment", b'data: "m"}', b""]
    assert [events.take(piece) for piece in pieces] == [NOTHING, NOTHING, NOTHING, Delta(model="m")]


def test_what_never_becomes_json_is_refused_at_the_end_of_its_event() -> None:
    events = Events()
    assert events.take(b"data: nonsense") == NOTHING
    with pytest.raises(ModelFailed, match="not JSON"):
        events.take(b"")


def test_an_event_beyond_the_cap_is_refused() -> None:
    events = Events()
    with pytest.raises(ModelFailed, match="passed"):
        for _ in range(3):
            events.take(b"data: " + b"x" * (MAX_LINE // 2))


def test_a_second_choice_is_not_mixed_in_and_parts_are_joined() -> None:
    assert delta_of(line(choices=[{"index": 1, "delta": {"content": "b"}}])) == NOTHING
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert delta_of(line(choices=[{"delta": {"content": parts}}])).text == "ab"
    assert delta_of(line(choices=[{"delta": {"content": [{"type": "thinking"}]}}])).reasoning


@pytest.mark.parametrize(
    "odd",
    [{}, {"choices": []}, {"choices": None}, {"choices": ["x"]}, {"choices": [{"delta": None}]}, {"usage": 3}],
    ids=str,
)
def test_odd_shapes_add_nothing(odd: dict[str, object]) -> None:
    assert delta_of(line(**odd)) == NOTHING


@pytest.mark.parametrize("tokens", [-1, SANE_TOKENS + 1, 1.5, "7", True, None])
def test_usage_that_makes_no_sense_is_not_told(tokens: object) -> None:
    assert delta_of(line(usage={"prompt_tokens": tokens, "completion_tokens": tokens})) == NOTHING


@given(text=st.text(alphabet="ab <>/\n"), cuts=st.lists(st.integers(0, 40), max_size=5))
def test_thoughts_are_taken_off_however_the_text_is_cut(text: str, cuts: list[int]) -> None:
    whole = f"<think>{text}</think>\n said {text}"
    thoughts, said, at = Thoughts(), "", 0
    for cut in [*sorted(cuts), len(whole)]:
        said += thoughts.text_of(whole[at:cut]) if whole[at:cut] else ""
        at = max(at, cut)
    assert (said + thoughts.end()).lstrip() == f"said {text}".lstrip()


@pytest.mark.parametrize("text", ["<thin ice>", "  spaced", "<", "no <think>later</think>"])
def test_a_text_without_leading_thoughts_stays_whole(text: str) -> None:
    thoughts = Thoughts()
    assert "".join(thoughts.text_of(char) for char in text) + thoughts.end() == text
