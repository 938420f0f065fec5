"""A batch of ops from a phone: decoded, put in order, judged one by one, each with its receipt."""
