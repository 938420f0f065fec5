"""A person's account: opened, ended, its names, and the pages that manage it."""
