"""Colleagues who have the same matter open."""
