"""Real llama-servers on loopback, each with a tiny model written for it; LLAMA_PEER names the folder of the recipe."""

import json
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from server.adapters.llm.clocks import LOCAL_MODEL
from server.adapters.llm.openai import OpenAIChatModel
from tests.graders.llm_case import PROMPTS
from tests.peer.build import server_in, tool_in
from tests.upstream import TestClock, clock

__all__ = ["clock"]

CONTEXT = 32_768
"""Tokens that the server has room for: what the grader counts on, as this model reads a letter as a token."""

START_SECONDS = 60.0

Serve = Callable[..., str]
Ask = Callable[..., OpenAIChatModel]


@pytest.fixture(scope="session")
def folder() -> Path:
    named = os.environ.get("LLAMA_PEER")
    if not named:
        pytest.skip("no llama-server: build it by `python -m tests.peer.build FOLDER`, then set LLAMA_PEER=FOLDER")
    if not server_in(Path(named)).is_file():
        pytest.fail(f"{server_in(Path(named))} is not there: run `python -m tests.peer.build {named}`")
    return Path(named)


@pytest.fixture(scope="session")
def serve(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve a model that knows these texts by heart; the address to ask it at. Each is started once."""
    started: dict[tuple[str, ...], str] = {}
    with ExitStack() as stack:

        def address(*by_heart: str) -> str:
            if by_heart not in started:
                desk = tmp_path_factory.mktemp("llama")
                started[by_heart] = stack.enter_context(serving(folder, desk, by_heart))
            return started[by_heart]

        yield address


@pytest.fixture
async def ask(serve: Serve, clock: TestClock) -> AsyncIterator[Ask]:
    """A chat model, with the profile for local ones, at a server whose model knows these texts by heart."""
    async with AsyncExitStack() as stack:

        def model(*by_heart: str) -> OpenAIChatModel:
            made = OpenAIChatModel(
                base_url=f"{serve(*by_heart)}/v1",
                api_key="none",
                model="tiny",
                clocks=LOCAL_MODEL,
                clock=clock,
                schema_prompt=PROMPTS["schema"],
            )
            stack.push_async_callback(made.close)
            return made

        yield model


@contextmanager
def serving(folder: Path, desk: Path, by_heart: tuple[str, ...]) -> Iterator[str]:
    """llama-server on a free port, ready, its log in `desk`; stopped at the end."""
    model, port = desk / "tiny.gguf", free_port()
    write = [tool_in(folder, "python"), Path(__file__).with_name("tiny_gguf.py"), model]
    subprocess.run(write, input=json.dumps(by_heart), text=True, check=True)
    room = ["--ctx-size", str(CONTEXT), "--parallel", "1", "--threads", "2"]
    where = ["--host", "127.0.0.1", "--port", str(port)]
    with (desk / "log").open("wb") as log:
        command = [server_in(folder), "--model", model, "--alias", "tiny", *where, *room]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_ready(process, port, desk / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the model is loaded; the log's end is in the failure where that does not come about."""
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        if is_ready(port):
            return
        time.sleep(0.05)
    pytest.fail(f"llama-server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def is_ready(port: int) -> bool:
    """Whether the health check says so; not by urllib, which would ask a proxy that is set for everything."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
