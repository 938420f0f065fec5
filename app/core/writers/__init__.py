"""How those who write into one store get along: in turn, together, side by side, and again."""
