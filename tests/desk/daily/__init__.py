"""The digest at a desk."""
