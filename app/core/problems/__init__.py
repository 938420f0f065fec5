"""Refusals: the catalogue of all that may go wrong, and the sentence for each."""
