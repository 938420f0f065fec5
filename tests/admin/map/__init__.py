"""The map of administration."""
