"""The API's description of itself: its routes, its shapes, the document."""
