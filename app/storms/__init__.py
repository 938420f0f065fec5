"""防汛防台: while a storm lasts, every building of its areas is a door to go to, and what was found there is yes or no."""
