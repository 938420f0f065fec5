"""Tests of keys by which other systems read."""
