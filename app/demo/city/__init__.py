"""The fictional city: its ground, areas, houses, people and responsibilities."""
