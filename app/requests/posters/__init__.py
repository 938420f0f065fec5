"""Posters and door plates: their signed codes, their sheets, and the pages that make them."""
