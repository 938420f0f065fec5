"""The processes themselves: one server, a supervisor, a database that comes and goes."""
