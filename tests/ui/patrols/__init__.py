"""Screens of a patrol with a tracker of the worker's own beside it."""
