"""The map of administration: areas with their outlines, posters, and what a reorganisation would make of them."""
