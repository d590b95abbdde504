"""Conductor: takes every move of an interview, once, in one transaction, and answers for it."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from server.domain.interview import Interview, Mode
from server.errors import Conflict, Invalid
from server.ports import Clock, EventBus, Repositories, Store, StoredMove
from server.protocol import (
    ANSWER_CHARS,
    CLARIFY_CHARS,
    Ack,
    AnswerMove,
    ClarifyMove,
    Draft,
    Move,
    NextMove,
)
from server.services.interviews import owned
from server.services.turn import Turn

FOLLOW_UP_WAIT = 8.0
"""Seconds after an answer in which a grade may still bring a follow-up in timed mode."""


class TooLong(Invalid):
    code = "too_long"


class Standing(NamedTuple):
    """Where an interview stands, for a client that says hello."""

    interview: Interview
    head: int
    draft: Draft | None


class Conductor:
    """`grader` names the grader of new answers; `hurry` tells the grading service that there is work."""

    def __init__(
        self,
        store: Store,
        bus: EventBus,
        clock: Clock,
        new_id: Callable[[], str],
        grader: str,
        hurry: Callable[[], None],
    ) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._new_id = new_id
        self._grader = grader
        self._hurry = hurry

    async def standing(self, interview_id: str, person: str) -> Standing:
        """NotFound or Forbidden where this person has no such interview."""

        def query(repos: Repositories) -> Standing:
            interview = owned(repos, interview_id, person)
            draft = repos.drafts.get(interview_id)
            about, text = draft or (0, "")
            kept = Draft(about=about, text=text) if text and about == interview.open_seq else None
            return Standing(interview, repos.events.head(interview_id), kept)

        return await self._store.read(query)

    async def move(self, interview_id: str, person: str, move: Move) -> Ack:
        """Take the move. The ack comes after COMMIT; a repeat (same cmid) gets the same answer and does nothing.

        Raises OutOfTurn, Conflict (same cmid, other body), Invalid, TooLong or StorageFull, with nothing stored.
        """
        _require_length(move)
        if isinstance(move, NextMove) and move.follow_up:
            await self._await_grade(interview_id, person)
        now = self._clock.now()
        answer_id = self._new_id()

        def unit(repos: Repositories) -> Ack:
            interview = owned(repos, interview_id, person)
            digest = digest_of(move)
            seen = repos.moves.find(interview_id, move.cmid)
            if seen is not None:
                if seen.digest != digest:
                    raise Conflict(f"cmid: expected a new one for a new move, got {move.cmid} again.")
                return Ack(cmid=move.cmid, seq=seen.seq, status="duplicate")
            seq = Turn(repos, interview, now, self._grader, answer_id).take(move)
            repos.moves.add(interview_id, move.cmid, StoredMove(digest=digest, seq=seq))
            return Ack(cmid=move.cmid, seq=seq, status="stored")

        # A socket that closes now must not take the wake-up with it: the move is committed all the same.
        return await asyncio.shield(self._commit(interview_id, unit))

    async def _commit(self, interview_id: str, unit: Callable[[Repositories], Ack]) -> Ack:
        ack = await self._store.write(unit)
        self._bus.wake(interview_id)
        self._hurry()
        return ack

    async def draft(self, interview_id: str, person: str, about: int, text: str) -> None:
        """Keep what is typed so far; a draft about another question than the open one is dropped."""

        def unit(repos: Repositories) -> None:
            if owned(repos, interview_id, person).open_seq == about:
                repos.drafts.put(interview_id, about, text)

        await self._store.write(unit)

    async def _await_grade(self, interview_id: str, person: str) -> None:
        """In timed mode, give the grader until FOLLOW_UP_WAIT after the answer."""

        def query(repos: Repositories) -> datetime | None:
            interview = owned(repos, interview_id, person)
            newest = repos.answers.newest(interview_id)
            if interview.mode is not Mode.TIMED or newest is None or repos.grades.of(newest.id):
                return None
            return newest.at

        while (answered := await self._store.read(query)) is not None:
            if (self._clock.now() - answered).total_seconds() >= FOLLOW_UP_WAIT:
                return
            await self._clock.sleep(0.25)


def digest_of(move: Move) -> str:
    """Tells two moves apart: the SHA-256 of all that the move says."""
    return hashlib.sha256(move.model_dump_json().encode()).hexdigest()


def _require_length(move: Move) -> None:
    match move:
        case AnswerMove():
            _require_at_most("text", move.text, ANSWER_CHARS)
            _require_at_most("raw", move.raw or "", ANSWER_CHARS)
        case ClarifyMove():
            _require_at_most("text", move.text or "", CLARIFY_CHARS)
        case _:
            pass


def _require_at_most(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise TooLong(
            f"{field}: expected at most {most:,} characters, got {len(text):,}. Shorten it and send it again; "
            "nothing is lost.",
            field=field,
        )
