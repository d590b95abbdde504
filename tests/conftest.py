"""What holds for every test: the network is off, async tests run on asyncio, and CI repeats itself exactly."""

import os

import pytest
from hypothesis import settings

from tests.network import forbid_outside

forbid_outside()

# A developer's own settings, and a key that costs money, are no part of any test.
for name in [*os.environ]:
    if name.startswith("VIVA_") or name == "OPENAI_API_KEY":
        del os.environ[name]

# A slow machine is no bug, so no deadline; CI draws the same examples every time, a developer's machine new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running, beside which no async test can start its own."""
    items.sort(key=lambda item: "e2e" in item.path.parts)
