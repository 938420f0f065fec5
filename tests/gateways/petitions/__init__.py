"""Petitions, registered and handed over."""
