"""Matters: the one thing that is reported, moved, settled, confirmed and rated."""
