"""Tests of links to one matter."""
