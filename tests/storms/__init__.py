"""防汛防台: storm mode, from its declaration to its end."""
