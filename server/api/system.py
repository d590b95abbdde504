"""Health, and the door where the access key is handed in."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from server.api.deps import Services
from server.api.guard import Access, handed_in
from server.api.schema import HealthOut
from server.domain.value import Value


class Key(Value):
    key: str = Field(max_length=200)


def router(services: Services, access: Access) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["system"])

    @routes.get("/health")
    async def health() -> HealthOut:
        """Whether Viva is up, and which grader is live."""
        return HealthOut(version=services.version, grader=services.grader())

    @routes.post("/session", status_code=204)
    async def session(typed: Key) -> Response:
        """Hand in the access key; the answer sets a cookie."""
        return handed_in(typed.key, access)

    return routes
