"""Building heads are asked in by somebody of the grid, and thanked at the end."""
