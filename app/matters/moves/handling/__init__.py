"""What is done with a matter by whoever has it: seen, taken, corrected, settled, and what anybody may add."""
