"""Residents: they say what is wrong without an account, follow it, and judge the result."""
