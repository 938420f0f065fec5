"""The city's offsets, by which a phone reckons its clock, say of any moment what the calendar says."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock

FIRST, LAST = clock.OFFSETS_WITHIN


def test_a_zone_without_summer_time_has_one() -> None:
    assert clock.offsets(ZoneInfo("Asia/Shanghai")) == ((0, 480),)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
@given(at=st.integers(FIRST, LAST - 86_400))
def test_the_last_that_has_begun_is_the_one_that_holds(name: str, at: int) -> None:
    zone = ZoneInfo(name)
    minutes = [offset for begins, offset in clock.offsets(zone) if begins <= at][-1]
    assert dt.datetime.fromtimestamp(at, zone).utcoffset() == dt.timedelta(minutes=minutes)
