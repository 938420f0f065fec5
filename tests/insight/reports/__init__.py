"""Reports: what is in them, and that it is what the figures say."""
