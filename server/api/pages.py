"""Pages: the built web application, with the headers that keep hostile text harmless."""

import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A machine's own table of types may lack these or say otherwise, and a worker of another type is refused.
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}
for ending, kind in TYPES.items():
    mimetypes.add_type(kind, ending)

NOT_BUILT = (
    "<!doctype html><title>Viva</title><p>The pages are not built. Run <code>./dev web</code> and start Viva again.</p>"
)


class Pages(StaticFiles):
    """Files of web/dist; any other address outside /api is the application itself, which finds its page."""

    def __init__(self, folder: Path) -> None:
        self._index = folder / "index.html"
        super().__init__(directory=folder, check_dir=False)
        self.config_checked = True  # a folder that was never built is told below, not refused

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await self._found(path, scope)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response

    async def _found(self, path: str, scope: Scope) -> Response:
        if not self._index.is_file():
            return HTMLResponse(NOT_BUILT, 503)
        if path == ".":
            return FileResponse(self._index)
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            last = path.rsplit("/", 1)[-1]
            if error.status_code != 404 or path.startswith("api/") or "." in last:
                raise
            return FileResponse(self._index)
