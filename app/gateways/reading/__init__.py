"""Other systems read what is here by a key of their own, with the reach of a role."""
