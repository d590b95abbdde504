"""Interviews over HTTP: open one, list them, look at one, its report and its transcript."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.api.deps import LOCAL_PERSON, Services
from server.api.schema import InterviewOut, NewInterview
from server.domain.interview import Interview
from server.domain.report import Report
from server.ports import InterviewCard
from server.services.export import MEDIA_TYPES, FileFormat, exported, file_name
from server.services.interviews import Wish


def router(services: Services) -> APIRouter:
    routes = APIRouter(prefix="/api/interviews", tags=["interviews"])

    @routes.post("", status_code=201)
    async def open_interview(wish: NewInterview) -> InterviewOut:
        """Draw the questions, pin their versions and ask the first one."""
        return _out(services, await services.interviews.open(LOCAL_PERSON, Wish(**wish.model_dump())))

    @routes.get("")
    async def newest() -> list[InterviewCard]:
        """Your newest interviews."""
        return await services.interviews.newest(LOCAL_PERSON)

    @routes.get("/{interview_id}")
    async def one(interview_id: str) -> InterviewOut:
        return _out(services, await services.interviews.get(LOCAL_PERSON, interview_id))

    @routes.get("/{interview_id}/report")
    async def report(interview_id: str) -> Report:
        """Computed now, so a late grade shows."""
        return await services.reports.report(LOCAL_PERSON, interview_id)

    @routes.get("/{interview_id}/transcript")
    async def transcript(
        interview_id: str, file_format: Annotated[FileFormat, Query(alias="format")] = FileFormat.JSON
    ) -> Response:
        """The transcript with grades and quotes as a file; with `anki`, a deck of what was missed."""
        report = await services.reports.report(LOCAL_PERSON, interview_id)
        wants_cards = file_format is FileFormat.ANKI
        cards = await services.reports.cards(LOCAL_PERSON, interview_id) if wants_cards else ()
        # In a thread, because a long report takes tenths of a second to set.
        body = await asyncio.to_thread(exported, report, cards, file_format)
        return Response(
            body,
            media_type=MEDIA_TYPES[file_format],
            headers={
                "Content-Disposition": f'attachment; filename="{file_name(interview_id, file_format)}"',
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            },
        )

    return routes


def _out(services: Services, interview: Interview) -> InterviewOut:
    return InterviewOut(
        id=interview.id,
        track=interview.track,
        mode=interview.mode,
        phase=interview.phase,
        number=interview.number,
        of=len(interview.plan),
        seed=interview.seed,
        source=interview.source,
        examples=services.interviews.examples(interview),
    )
