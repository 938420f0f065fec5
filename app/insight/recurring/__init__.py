"""Matters that come again to a place: what makes them so, and which of them are so, kept beside the courses."""
