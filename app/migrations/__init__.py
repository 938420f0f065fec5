"""Numbered steps that change the tables; each is frozen once released."""
