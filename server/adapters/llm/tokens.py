"""Tokens: counted before a call, with the o200k vocabulary that ships beside this file (see NOTICE).

tiktoken would download it at first use, and knows the names of few models. For a model with another vocabulary the
count is an estimate; text in European languages and code comes out within some tens of percent.
"""

import base64
import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from server.errors import Misconfigured

if TYPE_CHECKING:
    from tiktoken import Encoding

RANKS = Path(__file__).with_name("o200k_base.tiktoken.gz")
RANKS_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the ranks unzipped: the one that tiktoken itself expects of its download."""

_SPLIT = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
"""How o200k splits a text before merging, as in tiktoken_ext/openai_public.py."""


def count_tokens(text: str) -> int:
    """How many tokens this text has. The first call reads the vocabulary, which takes about half a second."""
    return len(_vocabulary().encode_ordinary(text))


@cache
def _vocabulary() -> "Encoding":
    from tiktoken import Encoding

    ranks = gzip.decompress(RANKS.read_bytes())
    if hashlib.sha256(ranks).hexdigest() != RANKS_SHA256:
        raise Misconfigured(f"{RANKS.name}: expected the o200k vocabulary, got another file. Reinstall viva.")
    merges = dict(_merge(line) for line in ranks.splitlines())
    return Encoding("o200k_base", pat_str=_SPLIT, mergeable_ranks=merges, special_tokens={})


def _merge(line: bytes) -> tuple[bytes, int]:
    token, rank = line.split()
    return base64.b64decode(token), int(rank)
