"""A phone's positions: which rows can be used, and how they are stored."""
