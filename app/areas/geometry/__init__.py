"""Shapes on the ground: which area a position belongs to, metres, outlines, and the plan."""
