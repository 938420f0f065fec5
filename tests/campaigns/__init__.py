"""专项整治: campaigns, from their opening to their end and their report."""
