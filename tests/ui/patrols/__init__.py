"""Screens of a patrol with a tracker of the worker's own beside it, and without any track."""
