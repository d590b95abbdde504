"""`viva serve`: what it says, where it listens, what it refuses, and how it goes."""

import json
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from tests.cli.conftest import Refusal, Run, serving

KEY = "the key of this test only"


def get(url: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_it_says_where_to_open_it_which_grader_is_live_and_where_the_data_lie(home: Path) -> None:
    with serving() as served:
        assert served.link.startswith("http://127.0.0.1:")
        assert "key=" not in served.said
        assert "embedded" in served.said
        assert str(home / "data" / "viva.db") in served.said
        assert "2 questions" in served.said
        status, body = get(f"{served.url}api/health")
        assert (status, json.loads(body)["grader"]["name"]) == (200, "embedded")


def test_no_header_tells_what_serves(home: Path) -> None:
    with serving() as served, urllib.request.urlopen(f"{served.url}api/health", timeout=10) as response:
        assert "server" not in {name.lower() for name in response.headers}


def test_a_taken_port_is_one_sentence_with_what_to_do(refusal: Refusal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refusal("serve", "--port", port)
    assert f"port {port} on 127.0.0.1 is taken" in sentence
    assert f"--port {port + 1}" in sentence


def test_a_second_one_on_the_same_data_is_told_where_the_first_one_is(refusal: Refusal) -> None:
    with serving() as served:
        assert f"serving {served.url}" in refusal("serve", "--port", "0")


@pytest.mark.parametrize(
    ("arguments", "environment", "complaint"),
    [
        (["--workers", "2"], {}, "--workers: expected 1"),
        ([], {"VIVA_DATA_DIR": "/dev/null/data"}, "expected a folder that can be written"),
        ([], {"VIVA_GRADER": "llm"}, "VIVA_LLM_MODEL: expected the name of a model"),
        ([], {"VIVA_RUBRICS_DIR": "/nowhere"}, "RUBRICS_DIR: expected a folder of tracks"),
        ([], {"VIVA_PROT": "1"}, "VIVA_PROT: there is no such setting"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(
    refusal: Refusal,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    complaint: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert complaint in refusal("serve", "--port", "0", *arguments)


def test_an_address_of_another_machine_is_refused(viva: Run) -> None:
    done = viva("serve", "--port", "0", "--host", "192.0.2.1")
    assert done.returncode == 2
    assert done.stderr.startswith("VIVA_HOST: expected an address of this machine, got '192.0.2.1'.")


def test_a_database_of_a_newer_viva_is_left_alone(refusal: Refusal, home: Path) -> None:
    with serving():
        pass
    with sqlite3.connect(home / "data" / "viva.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "was written by a newer Viva" in refusal("serve", "--port", "0")


def test_off_loopback_the_link_holds_the_key_and_nothing_comes_in_without_it(home: Path) -> None:
    with serving("--host", "0.0.0.0", "--port", "0", VIVA_ACCESS_KEY=KEY, VIVA_LOG_LEVEL="debug") as served:
        assert "Whoever has the key may do everything here" in served.said
        assert get(f"{served.url}api/interviews")[0] == 403
        assert get(f"{served.url}api/interviews", Authorization=f"Bearer {KEY}")[0] == 200
        get(f"{served.url}?key={KEY.replace(' ', '+')}")
        served.process.send_signal(signal.SIGTERM)
        _, logged = served.process.communicate(timeout=20)
    assert KEY.encode() not in logged
    assert KEY.replace(" ", "+").encode() not in logged


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_its_sockets_before_it_goes_and_goes_in_good_order(home: Path, sign: signal.Signals) -> None:
    with serving() as served:
        request = urllib.request.Request(
            f"{served.url}api/interviews",
            data=json.dumps({"track": "kitchen", "count": 1}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            interview_id = json.load(response)["id"]
        chat = f"ws{served.url.removeprefix('http')}api/interviews/{interview_id}/chat"
        with connect(chat, proxy=None) as socket_:
            socket_.send('{"type": "hello"}')
            kinds = [json.loads(socket_.recv(timeout=10))["type"] for _ in range(3)]
            assert kinds == ["welcome", "event", "caught_up"]
            served.process.send_signal(sign)
            assert json.loads(socket_.recv(timeout=10))["type"] == "goaway"
            with pytest.raises(ConnectionClosedError) as closed:
                socket_.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        assert served.process.wait(timeout=20) == 0
