"""Progress over HTTP: what is known of a track and due today, and every attempt at one question."""

from fastapi import APIRouter

from server.api.deps import LOCAL_PERSON, Services
from server.services.progress import ProgressReport, QuestionHistory


def router(services: Services) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["progress"])

    @routes.get("/tracks/{track}/progress")
    async def progress(track: str) -> ProgressReport:
        """What you know of each topic, what is due today, and how it went over time."""
        return await services.progress.of(LOCAL_PERSON, track)

    @routes.get("/questions/{question_id:path}/attempts")
    async def attempts(question_id: str) -> QuestionHistory:
        """Your attempts at one question, with what changed from one to the next."""
        return await services.progress.history(LOCAL_PERSON, question_id)

    return routes
