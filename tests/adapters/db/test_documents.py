"""Documents: written once a version, and never changed."""

import pytest

from server.adapters.db.store import SqliteStore

pytestmark = pytest.mark.anyio


async def test_a_version_keeps_its_first_body(empty: SqliteStore) -> None:
    await empty.write(lambda repos: repos.documents.put("rubric", "q", "v1", "body"))
    await empty.write(lambda repos: repos.documents.put("rubric", "q", "v1", "another"))
    assert await empty.read(lambda repos: repos.documents.get("rubric", "q", "v1")) == "body"
    assert await empty.read(lambda repos: repos.documents.get("rubric", "q", "v2")) is None
