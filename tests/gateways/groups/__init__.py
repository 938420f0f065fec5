"""What is pasted from an owners' group."""
