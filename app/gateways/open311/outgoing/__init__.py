"""What is told: requests and updates, to anybody those of the board, to a source its own."""
