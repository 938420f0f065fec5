"""Visits to households and places: recorded, planned, and which buildings were seen."""
