"""What people do with a matter: one file for each kind of move, and what all of them share."""
