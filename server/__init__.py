"""Viva's server: a mock interview that shows its evidence and says when it did not grade."""
