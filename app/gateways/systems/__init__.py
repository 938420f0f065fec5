"""Other systems to which matters go, and from which comes back what became of them there."""
