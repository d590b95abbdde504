"""Tracks: the whole tree, counted."""

import httpx2
import pytest

from tests.small_house import the_bank

pytestmark = pytest.mark.anyio


async def test_the_tree_counts_every_question_once_a_branch(http: httpx2.AsyncClient) -> None:
    (track,) = (await http.get("/api/tracks")).json()
    everything = len(the_bank().questions)
    assert (track["id"], track["questions"], sum(track["levels"].values())) == ("fastapi", everything, everything)
    assert sum(topic["questions"] for topic in track["topics"]) == everything
    assert sum(sub["questions"] for topic in track["topics"] for sub in topic["subtopics"]) == everything
    assert len(track["topics"]) == 8
