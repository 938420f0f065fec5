"""What residents have to do with a matter: their request opens it, their verdict ends it."""
