"""One matter on the desk, and whom to reach about it."""
