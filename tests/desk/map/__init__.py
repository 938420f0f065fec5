"""The map at the desk."""
