"""A whole city for measuring: as large as wished, made in minutes, its past traced from one that the real verbs played."""
