"""Tests of other systems to which matters go."""
