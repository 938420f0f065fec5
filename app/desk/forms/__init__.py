"""A move as a form on the desk: its fields, its choices, and the command it makes."""
