"""The clock of the tests of the language model."""

from tests.upstream import clock

__all__ = ["clock"]
