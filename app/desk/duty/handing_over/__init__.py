"""A shift of a desk is handed over."""
