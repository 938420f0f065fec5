"""The minutes rule: seconds by cause, computed from what is stored."""
