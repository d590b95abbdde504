"""A served small house, and a client for its HTTP doors."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx2
import pytest

from tests.served import app_of, served
from tests.small_house import SmallHouse


@pytest.fixture
def house(tmp_path: Path) -> SmallHouse:
    return SmallHouse(tmp_path)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A built application of two files."""
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Viva</title>")
    (folder / "assets" / "room-1a2b.js").write_text("export {}")
    return folder


@pytest.fixture
async def address(house: SmallHouse, pages: Path) -> AsyncGenerator[str, None]:
    async with served(app_of(house, pages=pages)) as address:
        yield address


@pytest.fixture
async def http(address: str) -> AsyncGenerator[httpx2.AsyncClient, None]:
    async with httpx2.AsyncClient(base_url=f"http://{address}", trust_env=False) as client:
        yield client
