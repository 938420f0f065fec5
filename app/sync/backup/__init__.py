"""The whole store as a file and back again."""
