"""What Viva adds to each token of a model, and to the time from an answer to its first token.

    python -m bench.relay                    5 sessions at once
    python -m bench.relay --sessions 100     as many as you like, all streaming at 20 ms a token

A loopback upstream stamps each token as it leaves; clients compare the stamp with the time at which the token came.
Measured side by side: the upstream read straight; the bare relay (bench/bare.py); and Viva, whole: real sockets, the
answer stored, graded by the upstream's verdicts, and its prose streamed as feedback. Only tokens that left while all
sessions were streaming count. Server, upstream and clients are processes of their own; the server has one core.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import uvloop

from bench.figures import Promise, Report, Spread, arguments, leave, middle, spread, table
from bench.machine import Server, free_port, pin, python, running, share_out, viva
from bench.people import Heard, open_interviews, person, read_bare, read_straight

PACE = 0.02
ANSWER = (
    "I would start with the main idea: the framework calls the dependency once for each request, keeps its value for "
    "that request, and runs the code after the yield when the response is done, so that a session is always closed."
)


@dataclass
class Subject:
    """One way to read the stream, and its rounds."""

    name: str
    play: Callable[[], Awaitable[list[Heard]]]
    server: Server | None = None
    added: list[Spread] = field(default_factory=list[Spread])
    first: list[Spread] = field(default_factory=list[Spread])
    line: list[Spread] = field(default_factory=list[Spread])
    load: list[float] = field(default_factory=list[float])
    resident_mb: float = 0.0

    async def round(self) -> None:
        before = self.server.cpu_seconds if self.server else 0.0
        heard = await self.play()
        since = max(one.tokens[0][0] for one in heard)
        until = min(one.tokens[-1][0] for one in heard)
        self.added.append(spread([ms for one in heard for ms in one.added_ms(since, until)]))
        self.first.append(spread([one.first_ms for one in heard]))
        if all(one.first_line for one in heard):
            self.line.append(spread([(one.first_line - one.sent) / 1e6 for one in heard]))
        if self.server is not None:
            seconds = (max(o.tokens[-1][1] for o in heard) - min(o.sent for o in heard)) / 1e9
            self.load.append((self.server.cpu_seconds - before) / seconds)
            self.resident_mb = self.server.resident_mb

    def row(self) -> dict[str, object]:
        added, first = middle(self.added), middle(self.first)
        row: dict[str, object] = {
            "": self.name,
            "added p50 ms": added.p50,
            "p99": added.p99,
            "first token p50": first.p50,
            "p99 ": first.p99,
        }
        if self.line:
            row["first verdict p50"] = middle(self.line).p50
        if self.server is not None:
            row |= {"core": f"{100 * sorted(self.load)[len(self.load) // 2]:.0f} %", "MB": f"{self.resident_mb:.0f}"}
        return row


async def spaced(count: int, seconds: float, one: Callable[[int], Awaitable[Heard]]) -> list[Heard]:
    """`count` of them, so far apart: people do not all ask in the same moment."""

    async def later(at: int) -> Heard:
        await asyncio.sleep(at * seconds)
        return await one(at)

    return list(await asyncio.gather(*map(later, range(count))))


async def answer_all(address: str, interviews: Sequence[str], apart: float) -> list[Heard]:
    """Everybody comes in, then each gives an answer and listens to the feedback."""
    async with AsyncExitStack() as sockets:
        people = [await sockets.enter_async_context(person(address, interview)) for interview in interviews]
        return await spaced(len(people), apart, lambda at: people[at].answer(ANSWER))


class Plan(NamedTuple):
    """How much is measured. A grade costs some 20 ms of the core: answers closer than that would queue."""

    sessions: int
    rounds: int
    together: int
    """Tokens for which all sessions are to stream at once."""

    @property
    def apart(self) -> float:
        """Seconds from one answer to the next."""
        return max(0.04, 0.5 / self.sessions)

    @property
    def tokens(self) -> int:
        """Tokens of one feedback, so that the first session still streams when the last one begins."""
        return self.together + int(self.sessions * self.apart / PACE)


async def measure(plan: Plan, upstream: Server, bare: Server, house: Server) -> list[Subject]:
    many, few = plan.sessions, plan.together + 50
    interviews = open_interviews(house.address, many)
    await answer_all(house.address, interviews[:2], 0)  # the SDK and the vocabulary are loaded at first use
    soon = 1 / many
    subjects = [
        Subject("upstream, straight", lambda: spaced(many, soon, lambda _: read_straight(upstream.port, few))),
        Subject("bare relay", lambda: spaced(many, soon, lambda _: read_bare(bare.address, few)), bare),
        Subject("Viva", lambda: answer_all(house.address, interviews, plan.apart), house),
    ]
    for _ in range(plan.rounds):
        for subject in subjects:
            await subject.round()
    return subjects


def report(plan: Plan, subjects: Sequence[Subject]) -> Report:
    _, bare, ours = subjects
    added, first = middle(ours.added), middle(ours.first)
    ratio = added.p50 / middle(bare.added).p50
    title = f"{plan.sessions} sessions at {1000 * PACE:.0f} ms a token, one core; ms, medians of {plan.rounds} rounds"
    made = Report(f"relay-{plan.sessions}", [table(title, [subject.row() for subject in subjects])])
    made.remarks.append(f"Viva adds {ratio:.1f} times what the bare relay adds (p50).")
    made.figures = {"ratio": ratio, **{subject.name: subject.row() for subject in subjects}}
    if plan.sessions <= 100:
        most = 4 if plan.sessions <= 5 else 2
        made.promises.append(Promise("added per token (p50), against the bare relay", ratio, most, "x"))
    if plan.sessions <= 5:
        made.promises.append(Promise("answer to first token beyond the model's own (p50)", first.p50, 3, " ms"))
    elif plan.sessions <= 100:
        made.promises.append(Promise("answer to first token beyond the model's own (p99)", first.p99, 20, " ms"))
    else:
        most = 20 if plan.sessions <= 200 else 100
        made.promises.append(Promise("added per token (p99)", added.p99, most, " ms"))
    return made


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sessions", type=int, default=5)
    chosen = parser.parse_args()
    sessions: int = chosen.sessions
    rounds = 3 if sessions <= 50 else 2 if sessions <= 100 else 1  # all within a minute
    plan = Plan(sessions, 1, 50) if chosen.quick else Plan(sessions, rounds, 125)
    cores = share_out()
    pin(0, cores.clients)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="viva-bench-")))

        def start(on: set[int] | None, command: Callable[[int], Sequence[str]], **settings: str) -> Server:
            port = free_port()
            return stack.enter_context(running(*command(port), port=port, folder=folder, cores=on, settings=settings))

        up = start(
            cores.upstream,
            lambda port: python("bench.upstream", "--port", port, "--pace", PACE, "--tokens", plan.tokens),
        )
        bare = start(cores.server, lambda port: python("bench.bare", "--port", port, "--upstream", up.address))
        house = start(cores.server, lambda port: viva("serve", "--port", port), **with_model(up, folder))
        subjects = uvloop.run(measure(plan, up, bare, house))
    leave(report(plan, subjects).finish(chosen))


def with_model(upstream: Server, folder: Path) -> dict[str, str]:
    """Settings of a Viva that grades by this upstream and keeps its data in this folder."""
    return {
        "VIVA_DATA_DIR": str(folder),
        "VIVA_GRADER": "llm",
        "VIVA_LLM_BASE_URL": f"http://{upstream.address}/v1",
        "VIVA_LLM_MODEL": "stamping-1",
        "VIVA_LOG_LEVEL": "warning",
    }


if __name__ == "__main__":
    main()
