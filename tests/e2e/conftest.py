"""A real browser for the end-to-end tests; without one they are skipped by name, and in CI that is a failure."""

import os
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests import browser


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
