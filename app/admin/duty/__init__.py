"""Laying out a roster by a pattern of shifts."""
