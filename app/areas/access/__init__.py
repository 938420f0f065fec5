"""Who sees and may do what: reach, permissions and posts."""
