"""Duty: who is on duty by the roster, and who stands in for whom."""
