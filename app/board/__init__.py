"""The public board: what was said and what was done, with photos cleared for showing."""
