"""Kills: the server is killed with SIGKILL at random moments, and nothing that was acknowledged may be lost or doubled.

`./dev bench kills` lets eight people be interviewed through 20 kills (`--kills 200` takes some six minutes) by a model
that streams slowly, so that kills fall between ack and grade and between grade and feedback too. Then every answer must
stand once, with one grade and one feedback, and every client's log must equal the server's.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bench.machine import free_port, running, viva
from server.adapters.llm.scripted import ScriptedUpstream

PEOPLE = 8
LIFE = (0.2, 4.0)
"""Seconds that a server lives, from its first answer on: at random between these."""

PACE = 0.0005
SETTLE_SECONDS = 180.0


class Person:
    """A client that keeps what the protocol tells it to keep, and counts what it was promised."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._interview = ""
        self._epoch: str | None = None
        self.log: list[dict[str, Any]] = []
        self.logs: dict[str, list[dict[str, Any]]] = {}
        self.acknowledged: dict[str, int] = {}
        self._open: dict[str, Any] | None = None
        self._seen_from = 0

    async def go_on(self, done: asyncio.Event) -> None:
        """Be interviewed, again and again, until done and settled."""
        while not (done.is_set() and self._settled()):
            try:
                if not self._interview or self._ended():
                    await asyncio.to_thread(self._start)
                await self._talk(done)
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(random.random() * 0.2)

    def _start(self) -> None:
        wish = json.dumps({"count": 3}).encode()
        request = urllib.request.Request(
            f"http://{self._address}/api/interviews", wish, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            self._interview = json.load(answer)["id"]
        self.log = self.logs[self._interview] = []
        self._open, self._seen_from = None, 0

    async def _talk(self, done: asyncio.Event) -> None:
        url = f"ws://{self._address}/api/interviews/{self._interview}/chat"
        async with connect(url, proxy=None, open_timeout=5) as socket:
            hello = {"type": "hello", "proto": "viva.1", "epoch": self._epoch, "last_seq": len(self.log)}
            await socket.send(json.dumps(hello))
            while not self._ended() and not (done.is_set() and self._settled()):
                async with asyncio.timeout(30):
                    frame = json.loads(await socket.recv())
                if move := self._heard(frame, done):
                    await socket.send(json.dumps(move))

    def _heard(self, frame: dict[str, Any], done: asyncio.Event) -> dict[str, Any] | None:
        """Take a frame in; the move to send because of it."""
        match frame["type"]:
            case "welcome":
                self._epoch = frame["epoch"]
            case "event" if frame["seq"] == len(self.log) + 1:
                self.log.append(frame)
            case "ack" if self._open is not None and frame["cmid"] == self._open["cmid"]:
                if self._open["kind"] == "answer":
                    self.acknowledged[self._open["text"]] = frame["seq"]
                self._open, self._seen_from = None, frame["seq"]
            case "nack":
                raise RuntimeError(f"expected an ack, got {frame}")
            case "caught_up":
                if self._open is not None:
                    return self._open
            case _:
                pass
        may = self._open is None and len(self.log) >= self._seen_from
        return self._next_move(done) if may and frame["type"] in ("event", "ack", "caught_up") else None

    def _next_move(self, done: asyncio.Event) -> dict[str, Any] | None:
        question = next((e for e in reversed(self.log) if e["kind"] == "question"), None)
        if question is None or self._ended():
            return None
        since = [event["kind"] for event in self.log[question["seq"] :]]
        move: dict[str, Any] = {"type": "move", "cmid": str(uuid.uuid4()), "about": question["seq"]}
        if "answer" not in since and not done.is_set():
            move |= {
                "kind": "answer",
                "text": f"{uuid.uuid4()}: a dependency reads the token for the route.",
            }
        elif "feedback" in since:
            move |= {"kind": "next"}
        else:
            return None
        self._open = move
        return move

    def _ended(self) -> bool:
        return bool(self.log) and self.log[-1]["kind"] == "ended"

    def _settled(self) -> bool:
        """Nothing is owed: no move unacknowledged, no answer without its feedback."""
        kinds = [event["kind"] for event in self.log]
        return self._open is None and kinds.count("answer") == kinds.count("feedback")


def faults_of(person: Person, address: str) -> list[str]:
    """Everything that this person was promised and did not get."""
    faults: list[str] = []
    texts: list[str] = []
    for interview, log in person.logs.items():
        with urllib.request.urlopen(f"http://{address}/api/interviews/{interview}/report", timeout=10) as answer:
            report = json.load(answer)
        given = [one for question in report["questions"] for one in question["turn"]["answers"]]
        texts += [one["given"]["text"] for one in given]
        faults += [
            f"{interview}: {len(one['grades'])} grades, {len(one['feedback'])} feedbacks, expected one of each"
            for one in given
            if (len(one["grades"]), len(one["feedback"])) != (1, 1)
        ]
        if [event["seq"] for event in log] != list(range(1, len(log) + 1)):
            faults.append(f"{interview}: the client's log has gaps")
        if [e["data"]["text"] for e in log if e["kind"] == "answer"] != [one["given"]["text"] for one in given]:
            faults.append(f"{interview}: the client's log and the server's differ")
    faults += [f"lost: {text[:36]}" for text in person.acknowledged if texts.count(text) == 0]
    faults += [f"doubled: {text[:36]}" for text in set(texts) if texts.count(text) > 1]
    return faults


async def run(kills: int) -> int:
    """Kill the server this often; the exit code."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    done = asyncio.Event()
    people = [Person(address) for _ in range(PEOPLE)]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ScriptedUpstream(pace=PACE) as upstream:
        settings = {"VIVA_DATA_DIR": folder, "VIVA_LLM_BASE_URL": upstream.base_url, "VIVA_LLM_MODEL": "scripted"}
        command = viva("serve", "--port", port)
        talking = [asyncio.create_task(person.go_on(done)) for person in people]
        for kill in range(kills):
            with running(*command, port=port, folder=Path(folder), settings=settings) as server:
                await asyncio.sleep(random.uniform(*LIFE))
                server.process.kill()
                server.process.wait()
            print(f"\r{kill + 1} of {kills} kills", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        done.set()
        with running(*command, port=port, folder=Path(folder), settings=settings):
            async with asyncio.timeout(SETTLE_SECONDS):
                await asyncio.gather(*talking)
            faults = [fault for person in people for fault in await asyncio.to_thread(faults_of, person, address)]
    answers = sum(len(person.acknowledged) for person in people)
    print(f"{kills} kills in {time.monotonic() - started:.0f} s, {answers} answers acknowledged, {len(faults)} faults")
    print("\n".join(faults))
    return 1 if faults or not answers else 0


def main() -> None:
    reader = argparse.ArgumentParser(prog="./dev bench kills", description=__doc__)
    reader.add_argument("--kills", type=int, default=20)
    sys.exit(asyncio.run(run(reader.parse_args().kills)))


if __name__ == "__main__":
    main()
