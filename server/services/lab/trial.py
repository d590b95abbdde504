"""Trial: answers put to a grader, some at a time, none of them twice; what is done stays done when it is broken off."""

import asyncio
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from server.domain.grade import NotGraded, Reason
from server.ports import Case, Grader
from server.services.batch import last_of
from server.services.lab.judgement import GraderUsed, Judgement, judgement_of, key_of


class Shelf(Protocol):
    """Where judgements are kept, by their key."""

    def get(self, key: str) -> Judgement | None: ...
    def put(self, key: str, judgement: Judgement) -> None: ...


class Step(NamedTuple):
    """One more answer is done. `tokens` is what it cost now: 0 where it was known before."""

    known: bool
    tokens: int


class Trial:
    """Asks one grader, and first the shelf. `heard` is told of every step."""

    def __init__(self, grader: Grader, used: GraderUsed, shelf: Shelf, heard: Callable[[Step], None]) -> None:
        self._grader = grader
        self._used = used
        self._shelf = shelf
        self._heard = heard

    async def judge(self, cases: Iterable[Case], workers: int) -> list[Judgement | Reason]:
        """For each case what was found, or why it was not graded, in order; at most `workers` are asked at once."""
        turns = asyncio.Semaphore(workers)
        tasks = [asyncio.create_task(self._one(case, turns)) for case in cases]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, case: Case, turns: asyncio.Semaphore) -> Judgement | Reason:
        key = key_of(self._used, case)
        async with turns:
            known = self._shelf.get(key)
            if known is not None:
                self._heard(Step(True, 0))
                return known
            grade = await last_of(self._grader, case)
            # A grader that never waits would otherwise keep the loop, and Ctrl-C, to itself.
            await asyncio.sleep(0)
        if isinstance(grade, NotGraded):
            usage = grade.provenance.usage
            self._heard(Step(False, usage.tokens_in + usage.tokens_out if usage is not None else 0))
            return grade.reason
        found = judgement_of(grade)
        self._shelf.put(key, found)
        self._heard(Step(False, found.tokens))
        return found
