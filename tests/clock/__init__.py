"""What the clock starts, as a table."""
