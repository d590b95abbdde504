"""The scripted upstream speaks the real format, does what it is told, and writes down what came."""

import json
import subprocess
import sys
import threading

import httpx2

from server.adapters.llm.scripted import Fail, Say, ScriptedUpstream

ASK = {"model": "m", "stream": True, "messages": [{"role": "system", "content": "Hi."}]}


def ask(up: ScriptedUpstream, **more: object) -> httpx2.Response:
    return httpx2.post(f"{up.base_url}/chat/completions", json={**ASK, **more}, timeout=5)


def test_a_stream_is_chunks_then_done(up: ScriptedUpstream) -> None:
    up.play(Say("one two"))
    *chunks, done = [line.removeprefix("data: ") for line in ask(up).text.split("\n\n") if line]
    parsed = [json.loads(chunk)["choices"][0] for chunk in chunks]
    assert done == "[DONE]"
    assert "".join(choice["delta"].get("content", "") for choice in parsed) == "one two"
    assert [choice["finish_reason"] for choice in parsed][-2:] == [None, "stop"]
    assert up.requests[0].over


def test_usage_is_told_where_it_is_asked_for(up: ScriptedUpstream) -> None:
    assert '"usage"' not in ask(up).text
    assert '"usage"' in ask(up, stream_options={"include_usage": True}).text


def test_steps_are_played_in_order_then_the_demo_model_speaks(up: ScriptedUpstream) -> None:
    up.play(Fail(503, {"retry-after": "3"}), Fail(429))
    answers = [ask(up) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 429, 200]
    assert answers[0].headers["retry-after"] == "3"
    assert [heard.body["model"] for heard in up.requests] == ["m"] * 3


def test_refused_parameters_are_named(up: ScriptedUpstream) -> None:
    up.refuse("seed")
    assert "seed" in ask(up, seed=7).text
    assert ask(up).status_code == 200


def test_only_streams_are_served(up: ScriptedUpstream) -> None:
    assert ask(up, stream=False).status_code == 400


def test_a_gate_holds_the_stream_until_it_is_opened(up: ScriptedUpstream) -> None:
    gate = threading.Event()
    up.play(Say("one two three", after=1, then="wait", gate=gate))
    with httpx2.stream("POST", f"{up.base_url}/chat/completions", json=ASK, timeout=5) as answer:
        lines = (line for line in answer.iter_lines() if '"content": "one"' in line)
        next(lines)
        assert not up.requests[0].over
        gate.set()
        list(lines)
    assert up.requests[0].over


def test_it_can_be_started_by_hand() -> None:
    command = [sys.executable, "-m", "server.adapters.llm.scripted", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert "--port" in shown.stdout
