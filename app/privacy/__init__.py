"""What is kept and for how long, told from the rules in force, and the jobs that carry them out."""
