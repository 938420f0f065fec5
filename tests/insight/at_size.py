"""Every figure equals its recomputation over the whole demonstration city and over a street of 10,172 matters; run by `make audit`, on both databases.

Making both takes a minute, so that `make test` has three days of the city instead (tests/insight/test_demonstration.py).
"""

from __future__ import annotations

import datetime as dt

import pytest

from app.core import clock
from app.demo import seed
from app.demo.whole_city import seed as whole_city
from app.demo.whole_city.size import Size
from tests.insight import whole

NOW = 1_795_000_000_000  # 2026-11-18
STREET = Size(grids=20, micro_grids=80, matters=10_172, days=1)


@pytest.mark.both
def test_the_demonstration_city_as_make_run_makes_it(store):
    seed.seed(NOW)
    clock.freeze(NOW)
    compared, found = whole.wrong(clock.today() - dt.timedelta(days=60), clock.today())
    assert not found, "\n".join(found[:20])
    assert compared > 1000


@pytest.mark.both
def test_the_street_of_10172_matters(store):
    whole_city.seed(store, STREET, NOW)
    clock.freeze(NOW)
    compared, found = whole.wrong(clock.today() - dt.timedelta(days=364), clock.today())
    assert not found, "\n".join(found[:20])
    assert compared > 1000
