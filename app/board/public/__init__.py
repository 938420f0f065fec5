"""What the public sees of the board, and the figures in words."""
