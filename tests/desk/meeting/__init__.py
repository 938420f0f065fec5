"""A grid's meeting."""
