"""The telephone list of each area and its page."""
