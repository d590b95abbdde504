"""Pages: the application at every address, with headers that keep hostile text harmless."""

from pathlib import Path

import httpx2
import pytest

from tests.served import app_of, served
from tests.small_house import SmallHouse

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/", "/interviews/abc", "/interviews/abc/report", "/scoring"])
async def test_every_page_is_the_application(http: httpx2.AsyncClient, path: str) -> None:
    page = await http.get(path)
    assert (page.status_code, page.text) == (200, "<title>Viva</title>")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_files_with_a_hash_in_their_name_are_kept_for_good(http: httpx2.AsyncClient) -> None:
    assert "immutable" in (await http.get("/assets/room-1a2b.js")).headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sw.js", "text/javascript"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_what_installs_the_app_has_its_type_and_is_looked_up_anew(
    http: httpx2.AsyncClient, pages: Path, name: str, kind: str
) -> None:
    (pages / name).write_text("{}")
    found = await http.get(f"/{name}")
    assert found.headers["content-type"].split(";")[0] == kind
    assert found.headers["cache-control"] == "no-cache"


async def test_the_policy_allows_files_of_this_server_and_nothing_else(http: httpx2.AsyncClient) -> None:
    policy = (await http.get("/")).headers["content-security-policy"].split("; ")
    allowed = dict(rule.split(" ", 1) for rule in policy)
    own = {"script-src", "style-src", "img-src", "connect-src", "manifest-src", "worker-src", "form-action"}
    assert {name for name, value in allowed.items() if value == "'self'"} == own
    assert {value for name, value in allowed.items() if name not in own} == {"'none'"}


@pytest.mark.parametrize("path", ["/assets/gone.js", "/favicon.ico", "/api/gone", "/..%2f..%2fetc%2fpasswd.txt"])
async def test_a_missing_file_is_404_not_the_application(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


async def test_pages_that_were_never_built_say_how_to_build_them(tmp_path: Path) -> None:
    app = app_of(SmallHouse(tmp_path), pages=tmp_path / "nothing")
    async with served(app) as address, httpx2.AsyncClient(trust_env=False) as client:
        page = await client.get(f"http://{address}/")
    assert page.status_code == 503
    assert "./dev web" in page.text
