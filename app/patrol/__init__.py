"""Patrols, marks, visits, and the minutes that count."""
