"""The scripted upstream, for the tests of the language-model grader."""

from tests.upstream import clock, model, served, up

__all__ = ["clock", "model", "served", "up"]
