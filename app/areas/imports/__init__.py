"""Tables and files that a city brings: read, judged, shown, and done in one transaction."""
