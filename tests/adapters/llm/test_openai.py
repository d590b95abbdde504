"""The adapter for chat.completions, against a real server that misbehaves in every way we know."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from server.adapters.llm.clocks import HOSTED, LOCAL_MODEL, MAX_LINE, Clocks
from server.adapters.llm.openai import DOUBTS, OpenAIChatModel
from server.adapters.llm.scripted import Fail, Raw, Say, ScriptedUpstream, Step
from server.adapters.prompts import parse_prompt
from server.domain.grade import Reason
from server.ports import ModelFailed
from tests.upstream import FAST, KEY, PROMPT, UPSTREAM_TEXT, TestClock, model_on, request, spoken

SCHEMA: dict[str, object] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
SAMPLING = {"temperature": 0, "seed": 7}
TELL_SCHEMA = parse_prompt("---\nname: schema\nrole: system\ninputs: [schema]\n---\nSchema: {{ schema }}", "schema.md")


def chunk(body: str) -> bytes:
    return b"data: " + body.encode() + b"\n\n"


def error(status: int, code: str = "x") -> Fail:
    return Fail(status, body=f'{{"error": {{"message": "{UPSTREAM_TEXT} {KEY} {PROMPT}", "code": "{code}"}}}}')


async def failure(model: OpenAIChatModel) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        await spoken(model)
    return caught.value


async def test_the_text_comes_exactly_as_it_was_sent(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Say("Two  words,\n\nand a line: naïve 🙂."))
    text, finished = await spoken(model)
    assert text == "Two  words,\n\nand a line: naïve 🙂."
    assert finished.model_served == "scripted-1"
    assert finished.tokens_out == up.requests[0].pieces
    assert finished.settings == {"max_tokens": 1000, "temperature": 0, "seed": 7, "response_format": "none"}


async def test_the_request_is_what_was_asked_for(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Say("{}"))
    await spoken(model, request(schema=SCHEMA))
    sent = up.requests[0]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.body["model"] == "asked-1"
    assert sent.body["stream_options"] == {"include_usage": True}
    assert sent.body["response_format"]["json_schema"] == {"name": "test", "strict": True, "schema": SCHEMA}


async def test_one_connection_serves_call_after_call(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Say("one"), Say("two"), Say("three"))
    for _ in range(3):
        await spoken(model)
    assert len({heard.port for heard in up.requests}) == 1


FAULTS: dict[str, tuple[Step, Reason, bool]] = {
    "401": (error(401), Reason.MODEL_MISCONFIGURED, False),
    "403": (error(403), Reason.MODEL_MISCONFIGURED, False),
    "404": (error(404), Reason.MODEL_MISCONFIGURED, False),
    "quota": (error(429, "insufficient_quota"), Reason.MODEL_MISCONFIGURED, False),
    "429": (error(429), Reason.MODEL_BUSY, True),
    "503": (error(503), Reason.MODEL_UNREACHABLE, True),
    "500": (error(500), Reason.MODEL_UNREACHABLE, True),
    "too long": (error(400, "context_length_exceeded"), Reason.ANSWER_TOO_LONG, False),
    "filtered": (error(400, "content_filter"), Reason.MODEL_REFUSED, False),
    "redirect": (Fail(302, {"location": f"http://127.0.0.1:1/{UPSTREAM_TEXT}"}), Reason.MODEL_MISCONFIGURED, False),
    "html": (Raw(UPSTREAM_TEXT.encode(), "text/html"), Reason.MODEL_MISCONFIGURED, False),
    "nothing": (Raw(b""), Reason.REPLY_CUT, True),
    "only DONE": (Raw(b"data: [DONE]\n\n"), Reason.REPLY_CUT, True),
    "not JSON": (Raw(chunk(UPSTREAM_TEXT)), Reason.REPLY_INVALID, True),
    "not an object": (Raw(chunk("[1]")), Reason.REPLY_INVALID, True),
    "error in stream": (
        Raw(chunk(f'{{"error": {{"message": "{UPSTREAM_TEXT}", "code": 503}}}}')),
        Reason.MODEL_UNREACHABLE,
        True,
    ),
    "busy in stream": (Raw(chunk('{"error": {"type": "rate_limit_error"}}')), Reason.MODEL_BUSY, True),
    "refusal": (Raw(chunk('{"choices": [{"delta": {"refusal": "no"}}]}')), Reason.MODEL_REFUSED, False),
    "endless line": (Raw(b"data: " + b"x" * (MAX_LINE + 1)), Reason.REPLY_INVALID, True),
    "cut": (Say("one two three", after=2), Reason.REPLY_CUT, True),
    "cut politely": (Say("one two three", after=2, polite=True), Reason.REPLY_CUT, True),
    "no finish": (Say("one two three", finish=None), Reason.REPLY_CUT, True),
    "length": (Say("one two three", finish="length"), Reason.REPLY_CUT, False),
    "unknown finish": (Say("one two three", finish="eos"), Reason.REPLY_CUT, True),
    "content filter": (Say("one two three", finish="content_filter"), Reason.MODEL_REFUSED, False),
    "tool call": (Say("one two three", finish="tool_calls"), Reason.REPLY_INVALID, True),
    "empty": (Say("", finish="stop"), Reason.REPLY_INVALID, True),
    "only thoughts": (Say("<think>no end"), Reason.REPLY_INVALID, True),
    "too much text": (Say("x" * 13_000), Reason.REPLY_CUT, True),
}


@pytest.mark.parametrize(("step", "reason", "retryable"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_becomes_a_reason_and_repeats_nothing(
    up: ScriptedUpstream,
    model: OpenAIChatModel,
    step: Step,
    reason: Reason,
    retryable: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    # A nameless 400 or 500 is tried again without the optional parameters, so it is played until it is believed.
    up.play(*[step] * 6)
    failed = await failure(model)
    assert up.requests[0].step == step
    assert (failed.reason, failed.retryable) == (reason, retryable)
    for secret in (KEY, PROMPT, UPSTREAM_TEXT):
        assert secret not in str(failed)
        assert secret not in caplog.text
    assert failed.__cause__ is None


async def test_retry_after_is_told(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Fail(429, {"retry-after": "7"}))
    assert (await failure(model)).retry_after == 7


SILENCES = [
    Say("one two three", after=0, then="stall"),
    Say("one two three", after=2, then="stall"),
    Say("one two three", after=2, then="chatter"),
]


@pytest.mark.parametrize("step", SILENCES, ids=["no first text", "a gap", "chatter is no progress"])
async def test_silence_is_not_waited_for(up: ScriptedUpstream, clock: TestClock, step: Say) -> None:
    up.play(step)
    model = model_on(up.base_url, clock, FAST)
    async with asyncio.timeout(5):
        failed = await failure(model)
    await model.close()
    assert (failed.reason, failed.retryable) == (Reason.MODEL_TOO_SLOW, True)
    assert up.requests[0].pieces == step.after


async def test_the_whole_call_has_a_clock_of_its_own(up: ScriptedUpstream, clock: TestClock) -> None:
    up.play(Say("one two three", after=2, then="stall"))
    model = model_on(up.base_url, clock, HOSTED.model_copy(update={"total": 0.15}))
    assert (await failure(model)).reason is Reason.MODEL_TOO_SLOW
    await model.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port whose connections are taken and never answered."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


async def test_headers_that_never_come_are_not_waited_for(silent_port: int, clock: TestClock) -> None:
    model = model_on(f"http://127.0.0.1:{silent_port}/v1", clock, FAST)
    assert (await failure(model)).reason is Reason.MODEL_TOO_SLOW
    await model.close()


async def test_a_closed_port_is_unreachable(clock: TestClock) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    model = model_on(f"http://127.0.0.1:{port}/v1", clock)
    failed = await failure(model)
    await model.close()
    assert (failed.reason, failed.retryable) == (Reason.MODEL_UNREACHABLE, True)


@pytest.mark.parametrize(("base_url", "key"), [("no url", "k"), ("http://127.0.0.1:1/v1", "clé\u2028")])
async def test_an_address_or_key_that_cannot_be_sent_is_the_operators(
    clock: TestClock, base_url: str, key: str
) -> None:
    model = OpenAIChatModel(base_url=base_url, api_key=key, model="m", clocks=FAST, clock=clock)
    failed = await failure(model)
    await model.close()
    assert failed.reason in (Reason.MODEL_MISCONFIGURED, Reason.MODEL_UNREACHABLE)
    assert key not in str(failed)


async def test_the_first_text_is_passed_on_while_the_upstream_still_speaks(
    up: ScriptedUpstream, model: OpenAIChatModel
) -> None:
    gate = threading.Event()
    up.play(Say("one two three", after=1, then="wait", gate=gate))
    pieces = model.stream(request())
    first = await anext(pieces)
    assert not up.requests[0].over
    gate.set()
    rest = [piece async for piece in pieces]
    assert first.model_dump()["text"] + "".join(piece.text for piece in rest[:-1] if hasattr(piece, "text")) == (
        "one two three"
    )


async def test_the_text_of_the_finishing_chunk_counts(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Raw(chunk('{"choices": [{"delta": {"content": "all"}, "finish_reason": "stop"}]}')))
    assert (await spoken(model))[0] == "all"


async def test_reasoning_is_progress_and_is_not_shown(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    thought = chunk('{"choices": [{"delta": {"reasoning_content": "hm"}}]}')
    said = chunk('{"choices": [{"delta": {"content": "<think>well</think>\\n\\nyes"}, "finish_reason": "stop"}]}')
    up.play(Raw(thought + said))
    assert (await spoken(model))[0] == "yes"


async def test_insane_usage_is_taken_as_not_told(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Say("yes", usage={"prompt_tokens": -5, "completion_tokens": 10**12}))
    finished = (await spoken(model))[1]
    assert (finished.tokens_in, finished.tokens_out) == (None, None)


@pytest.mark.parametrize(
    ("refused", "settings"),
    [
        (["temperature"], {"seed": 7, "max_tokens": 1000, "response_format": "json_schema"}),
        (["seed", "stream_options"], {"temperature": 0, "max_tokens": 1000, "response_format": "json_schema"}),
        (["max_tokens"], {**SAMPLING, "max_completion_tokens": 1000, "response_format": "json_schema"}),
        (["json_schema"], {**SAMPLING, "max_tokens": 1000, "response_format": "json_object"}),
        (["response_format"], {**SAMPLING, "max_tokens": 1000, "response_format": "none"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
async def test_what_an_endpoint_refuses_is_left_out_and_remembered(
    up: ScriptedUpstream, model: OpenAIChatModel, refused: list[str], settings: dict[str, object]
) -> None:
    for parameter in refused:
        up.refuse(parameter)
    assert (await spoken(model, request(schema=SCHEMA)))[1].settings == settings
    tries = len(up.requests)
    assert tries > 1
    await spoken(model, request(schema=SCHEMA))
    assert len(up.requests) == tries + 1


@pytest.mark.parametrize("status", [400, 422, 500])
async def test_a_complaint_without_a_name_lowers_the_schema_first(
    up: ScriptedUpstream, clock: TestClock, status: int
) -> None:
    up.refuse("json_schema", status, "Something went wrong.")
    model = OpenAIChatModel(
        base_url=up.base_url, api_key=KEY, model="m", clocks=HOSTED, clock=clock, schema_prompt=TELL_SCHEMA
    )
    _, finished = await spoken(model, request(schema=SCHEMA))
    await model.close()
    assert finished.settings["response_format"] == "json_object"
    assert up.requests[-1].messages[0]["content"].startswith(f"{PROMPT}\n\nSchema: {{")


async def test_a_dialect_that_worked_is_not_doubted_when_the_endpoint_stumbles(
    up: ScriptedUpstream, model: OpenAIChatModel
) -> None:
    up.play(Say("{}"), Fail(500), Say("{}"))
    await spoken(model, request(schema=SCHEMA))
    with pytest.raises(ModelFailed):
        await spoken(model, request(schema=SCHEMA))
    assert (await spoken(model, request(schema=SCHEMA)))[1].settings["response_format"] == "json_schema"


async def test_one_nameless_refusal_costs_nobody_else_the_schema(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Fail(400, body="Bad request"), Say("{}"), Say("{}"))
    forms = [(await spoken(model, request(schema=SCHEMA)))[1].settings["response_format"] for _ in range(2)]
    assert forms == ["json_object", "json_schema"]


async def test_a_guess_that_keeps_working_is_kept(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.refuse("json_schema", 400, "Something went wrong.")
    for _ in range(DOUBTS + 2):
        await spoken(model, request(schema=SCHEMA))
    assert len(up.requests) == 2 * DOUBTS + 2


async def test_an_error_with_status_200_is_understood(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(Raw(b'{"error": {"type": "rate_limit_error"}}', "application/json"))
    assert (await failure(model)).reason is Reason.MODEL_BUSY


async def test_many_streams_side_by_side_stay_apart(up: ScriptedUpstream, model: OpenAIChatModel) -> None:
    up.play(*[Say(f"number {number} speaks") for number in range(20)])
    texts = [text for text, _ in await asyncio.gather(*[spoken(model) for _ in range(20)])]
    assert sorted(texts) == sorted(f"number {number} speaks" for number in range(20))


def test_the_profiles_hold_the_promised_seconds() -> None:
    assert Clocks(connect=3, headers=10, first_text=20, gap=15, total=60) == HOSTED
    assert Clocks(connect=3, headers=60, first_text=60, gap=30, total=300) == LOCAL_MODEL
