"""The public board: what was said, what was done, and how it goes — after a person has cleared it."""
