"""The workflow as a table: states, who stands how to a matter, who confirms, and the words for it."""
