"""A person's own notices: the list, what is unread, and the doors to it."""
