"""Drafting: the part of a rubric that can be read off a model answer."""

from typing import Protocol

from server.domain.rubric import KeyPoint, Slug
from server.domain.value import Value


class Draft(Value):
    """Key points in the order of the model answer, the one to lead with, and the words that tell most."""

    lead_with: Slug
    key_points: tuple[KeyPoint, ...]
    vocabulary: tuple[str, ...]


class Drafter(Protocol):
    """Derives key points. The same texts give the same draft, always; nothing is asked of anybody."""

    def draft(self, question: str, model_answer: str) -> Draft:
        """At least one key point, whatever the texts are."""
        ...

    def spoken(self, says: str, model_answer: str) -> str:
        """The sentence of the model answer that says this best; `says` itself where none says it."""
        ...
