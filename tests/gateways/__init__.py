"""Tests of other systems that hand matters over."""
