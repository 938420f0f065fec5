"""Complaints and suggestions: received without an account, answered by the office."""
