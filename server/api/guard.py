"""The guard: who may come in. Stands before every HTTP request and every WebSocket handshake.

Local mode: on loopback, only requests that name a loopback host (so no web page can reach Viva by rebinding a
name) and come from Viva's own pages. Anywhere else the access key is needed as well, as a cookie or a bearer token.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import answer

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
COOKIE = "viva_key"
OPEN_PATHS = frozenset({"/api/health", "/api/session"})
"""Under /api, what needs no key: the health check, and the door where a key is handed in."""

BODY_BYTES = 65536
"""Of one request."""

YEAR = 365 * 24 * 3600


class Access(NamedTuple):
    """`on_loopback`: the server listens on loopback only. `key` is needed wherever a request is not local."""

    on_loopback: bool
    key: str
    allowed_hosts: frozenset[str] = frozenset()

    @property
    def cookie(self) -> str:
        """What the cookie holds: proof of the key, not the key."""
        return hmac.new(self.key.encode(), b"viva cookie", hashlib.sha256).hexdigest()

    def refusal(self, path: str, headers: Mapping[str, str]) -> Response | None:
        """Why this request may not come in, as an answer; None where it may."""
        host = _name(headers.get("host", ""))
        if self.on_loopback and host not in LOOPBACK | self.allowed_hosts:
            return answer(
                403,
                "foreign_host",
                f"Host: expected one of {_listed(LOOPBACK | self.allowed_hosts)}, got {host!r}. "
                "To serve Viva under another name, set VIVA_ALLOWED_HOSTS.",
            )
        origin = headers.get("origin")
        if origin is not None and _of_origin(origin) != _authority(headers.get("host", "")):
            return answer(403, "foreign_origin", f"Origin: expected Viva's own pages, got {origin!r}.")
        if self._needs_key(path, host) and not self._has_key(headers):
            return answer(
                403,
                "key_required",
                "This Viva needs its access key: open the link it printed at start, or enter the key.",
            )
        return None

    def holds(self, key: str) -> bool:
        """Whether this is the key; takes the same time whatever it is."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def _needs_key(self, path: str, host: str) -> bool:
        local = self.on_loopback and host in LOOPBACK
        return not local and path.startswith("/api/") and path not in OPEN_PATHS

    def _has_key(self, headers: Mapping[str, str]) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.holds(token):
            return True
        return hmac.compare_digest(_cookie(headers.get("cookie", "")).encode(), self.cookie.encode())


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._access.refusal(scope["path"], headers) or _too_big(headers) or self._let_in(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
            await refusal(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4003})

    def _let_in(self, scope: Scope) -> Response | None:
        """A link with `?key=` sets the cookie and goes on without the key in the address."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith("/api/"):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        keys = query.pop("key", [])
        if not keys or not self._access.holds(keys[0]):
            return None
        rest = urlencode(query, doseq=True)
        return with_cookie(RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303), self._access)


def _too_big(headers: Headers) -> Response | None:
    """Nothing that is sent here is long, and one door is open to everybody: no body may fill the memory."""
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers:
        return answer(411, "length_required", "Content-Length: expected the length of the body, got it in chunks.")
    if not length.isdecimal() or int(length[:20]) > BODY_BYTES:
        return answer(413, "too_big", f"Expected a body of at most {BODY_BYTES:,} bytes, got {length[:20]}.")
    return None


def with_cookie(response: Response, access: Access) -> Response:
    """The response, letting this browser in from now on."""
    response.set_cookie(COOKIE, access.cookie, max_age=YEAR, httponly=True, samesite="lax", path="/")
    return response


def handed_in(key: str, access: Access) -> Response:
    """The answer to a key that was typed."""
    if not access.holds(key):
        return answer(403, "key_wrong", "That is not the access key. Viva prints it at start; copy all of it.", "key")
    return with_cookie(Response(status_code=204), access)


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel is not None else ""


def _name(authority: str) -> str:
    """The host of host[:port], in lower case."""
    if authority.startswith("["):
        return authority.partition("]")[0].lower() + "]"
    return authority.partition(":")[0].lower()


def _authority(authority: str) -> str:
    """host:port without the default ports, so that a proxy that adds or drops them does no harm."""
    return authority.lower().removesuffix(":80").removesuffix(":443")


def _of_origin(origin: str) -> str | None:
    """host:port of an origin; None for one that is no URL."""
    try:
        return _authority(urlsplit(origin).netloc)
    except ValueError:
        return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
