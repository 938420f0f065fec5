"""The desk: who may sit there, what it lists, and every move as a form."""
