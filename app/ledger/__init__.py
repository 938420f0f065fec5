"""The append-only book of what happened."""
