"""Several matters and one thing done to all: each by its own verb, with an entry and a line of its own."""
