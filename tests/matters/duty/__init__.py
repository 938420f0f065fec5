"""Whether a desk or unit is covered, and who of it is on duty now."""
