"""Absence and who stands in."""
