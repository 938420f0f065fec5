"""The daily digest: its numbers, its words, and its way into a group's chat."""
