"""Notices: who is told what happened, by which way, once."""
