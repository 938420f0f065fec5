"""The tree of areas, who holds which post in it, and who may be called."""
