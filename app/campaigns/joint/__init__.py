"""综合查一次: several units look at a place on one day, each by its own questions."""
