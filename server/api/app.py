"""The application: every door, the guard around them, the chat's frames in the OpenAPI document."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from server.api import errors, interviews, progress, system, tracks, wire, ws
from server.api.deps import Services
from server.api.guard import Access, Guard
from server.api.pages import Pages


def application(
    services: Services, access: Access, pages: Path, life: Callable[[], AbstractAsyncContextManager[None]]
) -> FastAPI:
    """The ASGI application. `life` is entered before the first request and left after the last."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        async with life():
            yield

    app = FastAPI(
        title="Viva",
        version=services.version,
        summary="A mock interviewer that shows its evidence.",
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
        lifespan=lifespan,
    )
    errors.install(app)
    app.include_router(system.router(services, access))
    app.include_router(tracks.router(services))
    app.include_router(interviews.router(services))
    app.include_router(progress.router(services))
    app.include_router(ws.router(services))
    app.mount("/", Pages(pages))
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Guard, access=access)
    _describe_chat(app)
    return app


def _describe_chat(app: FastAPI) -> None:
    """OpenAPI leaves WebSocket messages out, so the frames are put beside the other schemas, when first asked for."""
    plain = app.openapi

    def with_frames() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "ServerFrame" not in schemas:
            frames = json.dumps(wire.schema()["$defs"]).replace("#/$defs/", "#/components/schemas/")
            for name, frame in json.loads(frames).items():
                schemas.setdefault(name, frame)
        return document

    app.openapi = with_frames
