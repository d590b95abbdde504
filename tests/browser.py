"""A Chromium for the browser tests: one that is here, else one that can be had; `python -m tests.browser` gets it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NONE_HERE = "no Chromium or Chrome that runs is on the PATH, and Playwright has downloaded none of its own"

# The browser reaches the server under test and nothing else: every other name fails to resolve inside it.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find(own: str) -> str | None:
    """The path of a browser that runs; `own` is where Playwright would keep its download, or empty."""
    found = (shutil.which(name) for name in (*NAMES, own))
    return next((path for path in found if path and _runs(path)), None)


def flags() -> list[str]:
    """What to start it with; root, as in most containers, must do without Chromium's sandbox."""
    return [*FLAGS, "--no-sandbox"] if _is_root() else [*FLAGS]


def get() -> str | None:
    """A browser, fetched where there is none: Playwright's own download, else Debian's package where root may."""
    path = find(_own())
    for command in _ways_to_get_one():
        if path:
            break
        print(f"dev: no browser yet; trying `{' '.join(command)}`", flush=True)
        _succeeds(command, seconds=300)
        path = find(_own())
    return path


def _own() -> str:
    """Where Playwright would keep its download; empty where its driver lacks a library of the system."""
    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:  # the driver ends without a word that could be told apart
        return ""


def _ways_to_get_one() -> Iterator[list[str]]:
    yield [sys.executable, "-m", "playwright", "install", "chromium", "--no-shell"]
    if _is_root() and shutil.which("apt-get"):
        yield ["apt-get", "update", "-qq"]
        yield ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium", "libatomic1"]


def _runs(path: str) -> bool:
    """A download may lack the system's libraries, and a distribution's name may be an empty shell: ask it."""
    return Path(path).is_file() and _succeeds([path, "--version"], seconds=30)


def _succeeds(command: list[str], seconds: int) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=quiet, capture_output=True, timeout=seconds, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    browser = get()
    print(f"dev: browser tests use {browser}" if browser else f"dev: {NONE_HERE}, nor could one be installed")
    sys.exit(browser is None)
