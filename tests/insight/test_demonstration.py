"""Every figure equals its recomputation over the demonstration city with its last days."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core import clock
from app.demo import seed
from tests.insight import whole

NOW = 1_795_000_000_000  # 2026-11-18
DAYS = 3


@pytest.mark.both
def test_every_figure_of_the_demonstration_city_equals_its_recomputation(store):
    seed.seed(NOW, DAYS)
    clock.freeze(NOW)
    today = clock.today()
    compared, found = whole.wrong(today - dt.timedelta(days=40), today)
    assert not found, "\n".join(found[:20])
    assert compared > 300
