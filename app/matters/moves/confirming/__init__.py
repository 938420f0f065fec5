"""Is it really done: confirm, refuse, pass the question on, and the resident's own verdict."""
