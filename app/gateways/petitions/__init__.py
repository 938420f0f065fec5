"""信访: a petition is only registered and handed over, with its number and its statutory dates; nothing of what it says or of who wrote it."""
