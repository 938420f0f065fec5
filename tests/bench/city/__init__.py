"""`make bench-city`: a whole city, read and written as its morning does."""
