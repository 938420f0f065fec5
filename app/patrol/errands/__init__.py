"""帮办代办: errands, their steps as a table, and the slip that a resident gets."""
