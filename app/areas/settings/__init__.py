"""The settings of an area as one form, and its page."""
