"""The scripted upstream, for every test of this drawer."""

from tests.upstream import clock, model, served, up

__all__ = ["clock", "model", "served", "up"]
