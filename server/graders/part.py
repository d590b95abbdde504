"""Part: one half of a grade by a language model, its content or its phrasing.

Each verdict is checked as soon as it is there; what does not hold up is asked about once more, all of it in one turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic

from server.domain import scoring
from server.domain.grade import CriterionVerdict, Line, MisconceptionVerdict, PointVerdict, Reason
from server.domain.rubric import Rubric
from server.graders.brief import REPAIR
from server.graders.calls import Calls
from server.graders.checking import Checked, Checker, Faulty
from server.graders.reply import Growing, Item, R, items_of
from server.ports import ChatRequest, Message, ModelFailed, Prompt


@dataclass(slots=True)
class Try(Generic[R]):
    """One try: what has been verified so far and what is in doubt, both by the id that the model saw."""

    checker: Checker
    messages: tuple[Message, ...]
    growing: Growing[R]
    verdicts: dict[str, Checked]
    doubtful: dict[str, tuple[Item, list[Faulty]]]


@dataclass(frozen=True, slots=True)
class Part(Generic[R]):
    """`brief` and `checker` are made anew for each try; `say` is told each line once it is verified."""

    shape: type[R]
    schema_name: str
    schema_body: dict[str, object]
    asked: tuple[str, ...]
    brief: Callable[[], tuple[Message, ...]]
    checker: Callable[[], Checker]
    prompts: Mapping[str, Prompt]
    rubric: Rubric
    calls: Calls
    reply_tokens: int
    say: Callable[[Line], None]

    async def run(self) -> tuple[Try[R], R]:
        """The try that worked, with a verdict for every id, and its reply. ModelFailed where none did."""
        done, reply = await self.calls.until_whole(self._attempt)
        if done.doubtful:
            await self._repair(done)
        return done, reply

    def amend(self, one: Try[R], verdicts: Mapping[str, Checked]) -> None:
        """Put these verdicts in the place of the try's own, and say the lines that are other than before."""
        for name, verdict in verdicts.items():
            if verdict != one.verdicts[name]:
                one.verdicts[name] = verdict
                self.say(line_of(self.rubric, verdict))

    async def _attempt(self) -> tuple[Try[R], R]:
        one = Try(self.checker(), self.brief(), Growing(self.shape, self.asked), {}, {})

        def feed(text: str) -> None:
            for item in one.growing.feed(text):
                if item.id in self.asked:
                    self._judge(one, item)

        await self.calls.once(self._request(one.messages), feed)
        reply = one.growing.whole()
        for item in items_of(reply):
            if item.id not in one.verdicts and item.id not in one.doubtful:
                self._judge(one, item)
        return one, reply

    async def read_again(self, messages: tuple[Message, ...]) -> dict[str, Checked]:
        """What a second reading can show, by the id that the model saw; nothing is said of it. ModelFailed where there
        is none."""
        growing, checker = Growing(self.shape, self.asked), self.checker()
        await self.calls.once(self._request(messages), growing.add)
        found = {item.id: checker.judge(item) for item in items_of(growing.whole())}
        return {name: verdict for name, verdict in found.items() if not isinstance(verdict, list)}

    def _judge(self, one: Try[R], item: Item, *, last: bool = False) -> None:
        found = one.checker.judge(item, last=last)
        if isinstance(found, list):
            one.doubtful[item.id] = (item, found)
            return
        one.verdicts[item.id] = found
        self.say(line_of(self.rubric, found))

    async def _repair(self, one: Try[R]) -> None:
        mended = await self._mended(one) if self.calls.left > 0 else ()
        for item in mended or [item for item, _ in one.doubtful.values()]:
            self._judge(one, item, last=True)

    async def _mended(self, one: Try[R]) -> tuple[Item, ...]:
        """The model's second thoughts on what is in doubt; none where they cannot be read."""
        faults = [fault._asdict() for _, found in one.doubtful.values() for fault in found]
        messages = (
            *one.messages,
            Message(role="assistant", content=one.growing.text),
            self.prompts[REPAIR].message(faults=faults),
        )

        async def attempt() -> tuple[Item, ...]:
            growing = Growing(self.shape, one.doubtful)
            await self.calls.once(self._request(messages), growing.add)
            return items_of(growing.whole())

        try:
            return await self.calls.until_whole(attempt)
        except ModelFailed as failure:
            if failure.reason is not Reason.REPLY_INVALID:
                raise
            return ()

    def _request(self, messages: tuple[Message, ...]) -> ChatRequest:
        return ChatRequest(
            messages=messages,
            max_tokens=self.reply_tokens,
            schema_name=self.schema_name,
            schema_body=self.schema_body,
        )


def line_of(rubric: Rubric, verdict: Checked) -> Line:
    """The verdict as a line of the score sheet."""
    match verdict:
        case PointVerdict():
            return scoring.point_line(rubric, verdict)
        case MisconceptionVerdict():
            return scoring.misconception_line(rubric, verdict)
        case CriterionVerdict():
            return scoring.criterion_line(rubric, verdict)
