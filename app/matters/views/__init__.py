"""A matter as the outside sees it: its shape, its open moves in their order, the feed and the JSON doors."""
