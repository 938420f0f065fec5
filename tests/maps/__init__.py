"""What lies under a map, and what is drawn on it."""
