"""Adapters: one outside library per drawer; drawers do not know each other."""
