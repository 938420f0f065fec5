"""Effort of a team: hours in the grid, rounds and visits; of five together, or for a grid's own people alone, on one page and nowhere else."""
