"""The demonstration's photographs, drawn."""
