"""Visitor: what the terminal asks of a Viva that is served somewhere, over HTTP."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from pydantic import ValidationError

from server.api.errors import STATUS
from server.api.guard import LOOPBACK
from server.api.schema import ErrorOut, HealthOut, InterviewOut
from server.domain.report import Report
from server.errors import Forbidden, Invalid, Unavailable, VivaError

SECONDS = 30.0


class Address:
    """Where a Viva is, from what a person typed or pasted: `host:port`, a URL, or the printed link with its key."""

    def __init__(self, typed: str, key: str | None = None) -> None:
        parts = urlsplit(typed if "://" in typed else f"http://{typed}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Invalid(f"--server: expected an address such as http://127.0.0.1:8000, got {typed!r}.")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self.key = key or next(iter(parse_qs(parts.query).get("key", [])), None)
        self.is_local = parts.hostname in LOOPBACK

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def chat(self, interview_id: str) -> str:
        """The URL of an interview's chat."""
        return f"ws{self.url.removeprefix('http')}/api/interviews/{interview_id}/chat"


class Visitor:
    """Speaks HTTP with one Viva. Every failure is one of our errors, with a sentence that says what to do."""

    def __init__(self, address: Address, client: httpx2.AsyncClient) -> None:
        self.address = address
        self._client = client

    async def health(self) -> HealthOut:
        return HealthOut.model_validate_json((await self._ask("GET", "/api/health")).content)

    async def open_interview(self, wish: Mapping[str, object]) -> InterviewOut:
        body = {name: value for name, value in wish.items() if value is not None}
        return InterviewOut.model_validate_json((await self._ask("POST", "/api/interviews", json=body)).content)

    async def interview(self, interview_id: str) -> InterviewOut:
        return InterviewOut.model_validate_json((await self._ask("GET", f"/api/interviews/{interview_id}")).content)

    async def report(self, interview_id: str) -> Report:
        return Report.model_validate_json((await self._ask("GET", f"/api/interviews/{interview_id}/report")).content)

    async def transcript(self, interview_id: str, file_format: str) -> bytes:
        path = f"/api/interviews/{interview_id}/transcript"
        return (await self._ask("GET", path, params={"format": file_format})).content

    async def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        try:
            response = await self._client.request(method, path, **more)
        except httpx2.TransportError as error:
            raise unreachable(self.address, error) from error
        except httpx2.InvalidURL as error:
            raise Invalid(f"There is nothing at {path!r}: {error}.") from error
        if response.is_success:
            return response
        raise refusal(self.address, response.status_code, response.content)


@asynccontextmanager
async def visiting(address: Address) -> AsyncGenerator[Visitor, None]:
    """A visitor; a proxy of the environment is used for other machines only."""
    async with httpx2.AsyncClient(
        base_url=address.url, headers=address.headers, timeout=SECONDS, trust_env=not address.is_local
    ) as client:
        yield Visitor(address, client)


def unreachable(address: Address, error: Exception) -> Unavailable:
    """Nobody answered there."""
    why = str(error) or type(error).__name__
    return Unavailable(
        f"No Viva answers at {address.url} ({why}). Start one with `viva serve`, mend --server, or leave --server out: "
        "then `viva interview` brings its own."
    )


def refusal(address: Address, status: int, body: bytes) -> VivaError:
    """The server's refusal as the error it was there."""
    try:
        said = ErrorOut.model_validate_json(body)
    except ValidationError:
        return Invalid(f"--server: expected Viva at {address.url}, got something else that answers {status}.")
    if said.code == "key_required":
        what = "the key given is not its access key" if address.key else "it wants its access key"
        return Forbidden(f"{address.url}: {what}. Pass the one that it printed at start: --key KEY or VIVA_ACCESS_KEY.")
    kind = next((kind for kind, code in STATUS if code == status), Unavailable)
    return kind(said.message)
