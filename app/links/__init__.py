"""Links to one matter: they open wherever they are tapped and let their holder do that one thing."""
