"""Takes a whole store to another database and another place for photos."""
