"""Patrols outdoors that pause for the weather."""
