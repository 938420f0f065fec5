"""Forms that are asked for."""
