"""What a person or a desk keeps of its lists: views under a name."""
