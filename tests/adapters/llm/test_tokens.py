"""Counting tokens with the vocabulary that ships, offline; it is the one that tiktoken itself would fetch."""

from pathlib import Path

import pytest
import tiktoken_ext.openai_public as published
from hypothesis import given
from hypothesis import strategies as st

from server.adapters.llm import tokens
from server.errors import Misconfigured


def test_known_texts_have_known_counts() -> None:
    assert tokens.count_tokens("") == 0
    assert tokens.count_tokens("hello world") == 2
    assert tokens.count_tokens("FastAPI runs a plain def route in a thread pool.") == 12


@given(st.text())
def test_any_text_can_be_counted(text: str) -> None:
    assert tokens.count_tokens(text) <= len(text.encode("utf-8", "replace")) + 1


def test_special_tokens_in_an_answer_are_plain_text() -> None:
    assert tokens.count_tokens("<|endoftext|>") > 1


def test_the_vocabulary_and_its_splitting_are_those_of_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: dict[str, str] = {}

    def note(address: str, expected_hash: str) -> dict[bytes, int]:
        fetched["hash"] = expected_hash
        return {}

    monkeypatch.setattr(published, "load_tiktoken_bpe", note)
    described = published.o200k_base()
    assert fetched["hash"] == tokens.RANKS_SHA256
    assert described["pat_str"] == tokens._SPLIT


def test_a_changed_vocabulary_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    changed = tmp_path / "ranks.gz"
    changed.write_bytes(gzip.compress(b"YQ== 0\n"))
    monkeypatch.setattr(tokens, "RANKS", changed)
    tokens._vocabulary.cache_clear()
    with pytest.raises(Misconfigured, match=r"ranks\.gz"):
        tokens.count_tokens("a")
    tokens._vocabulary.cache_clear()
