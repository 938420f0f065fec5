"""A request is made: its form, its place, its content, and how it is received."""
