"""The ends of a matter and the way back: close, void, merge, reopen."""
