"""Words are compared by stem and synonym, and weighed by a frozen table."""

import json

import pytest

from server.graders.stems import IDF_FILE, OPPOSITES, content_stems, idf, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [("verifies", "checking"), ("dependencies", "depends"), ("db", "database"), ("asynchronous", "async")],
)
def test_forms_and_synonyms_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_an_identifier_is_its_words_without_the_small_ones() -> None:
    assert content_stems("run_in_threadpool") == ("run", "threadpool")
    assert content_stems("the") == ()


def test_opposites_are_mutual() -> None:
    assert all(OPPOSITES[other] == one for one, other in OPPOSITES.items())


def test_the_table_is_small_and_what_was_never_seen_tells_most() -> None:
    table = json.loads(IDF_FILE.read_text(encoding="utf-8"))
    assert IDF_FILE.stat().st_size < 200_000
    assert idf("zyzzyva") == max(table.values())
    assert idf("request") < idf("zyzzyva")
