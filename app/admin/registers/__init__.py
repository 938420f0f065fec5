"""The tables by which a city is set up, a record each: their columns, and what is refused, doubtful or touched."""
