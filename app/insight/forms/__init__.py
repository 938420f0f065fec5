"""The forms that are asked for: somebody else's blank, in which it was said once which figure goes in which cell, filled each month."""
