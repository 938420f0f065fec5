"""The pages on which people come in from a table and get their first password."""
