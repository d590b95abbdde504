"""A real browser for the end-to-end tests; without one they are skipped by name, and in CI that is a failure."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Playwright

from docs import shots, tour
from tests import browser
from tests.e2e.serving import Served
from tests.rehearsed import rehearse


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    path = browser.find(playwright.chromium.executable_path)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"CI must run the browser tests, but {browser.NONE_HERE}.")
    if path is None:
        pytest.skip(f"{browser.NONE_HERE}; `./dev test` tries to install one.")
    return {**browser_type_launch_args, "executable_path": path, "args": browser.flags()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without the service worker, which has tests of its own: nothing is answered from a copy."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="module")
def viva(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests of one file, which keep to their own interviews."""
    with Served(tmp_path_factory.mktemp("viva")) as viva:
        yield viva


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with two weeks of interviews."""
    folder = tmp_path_factory.mktemp("lived")
    rehearse(folder, datetime.now(UTC))
    with Served(folder) as viva:
        yield viva


@pytest.fixture(scope="module")
def places() -> Iterator[tour.Places]:
    """The servers that the tour walks through."""
    with ExitStack() as stack:
        yield shots.places(stack)
