"""The plain desk: what came in, what climbed, what is late, what was held, and one matter with its moves."""
