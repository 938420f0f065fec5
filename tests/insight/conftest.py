"""A Monday morning, and five workers of whom things may be told together."""

from __future__ import annotations

import pytest

from app.core import clock, db
from tests import cast as c
from tests.insight.asked import MONDAY


@pytest.fixture
def monday(store):
    clock.freeze(MONDAY)
    return MONDAY


@pytest.fixture
def five(cast):
    """Five workers: how they work may be told together."""
    with db.transaction():
        for number in range(5):
            c.enter(cast, f"helper{number}", 60 + number, "grid_worker", c.GRID2)
