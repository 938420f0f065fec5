"""Phones of the cast."""

from __future__ import annotations

import pytest

from tests.sync.phone import Phone


@pytest.fixture
def phones(as_, cast):
    """`phones("worker")` is that person's phone."""
    return lambda name="worker": Phone(as_, cast, name)


@pytest.fixture
def phone(phones):
    """The worker's phone."""
    return phones("worker")
