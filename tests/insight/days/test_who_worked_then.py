"""Of whom so few work that nothing is told of them is asked of the days that are told of, not of today."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.areas.models import Post
from app.core import clock
from app.insight import catch_up
from tests import cast as c
from tests.board import done
from tests.insight.asked import MONDAY, told

NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}
DECEMBER = {"from": "2026-12-01", "to": "2026-12-31"}


def on_the_spot(reader: Any, **days: str) -> Any:
    return next(one["value"] for one in told(reader, **days) if one["name"] == "on_the_spot")


def in_report(reader: Any, of: str) -> str:
    catch_up.follow()
    page = reader.get(f"/figures/report?area={c.COMMUNITY}&kind=month&of={of}").text
    return page.split("就地解决（大事不出社区）")[1][:400]


@pytest.fixture
def handled(as_, cast, five):
    """Six matters handled in November, six in December; the cast's own workers and five helpers work there."""
    for start in (MONDAY, MONDAY + 16 * clock.DAY):
        clock.freeze(start)
        for _ in range(6):
            done.through(cast, done.asked())
    return Post.select().where(Post.role == "grid_worker", Post.area << [c.GRID, c.GRID2])


def put_out(posts: list[Post], **days: str) -> None:
    Post.update(**days).where(Post.id << [post.id for post in posts]).execute()


@pytest.mark.both
def test_a_month_that_is_over_stays_told_when_somebody_leaves_after_it(as_, handled):
    before = in_report(as_("desk"), "2026-11-20")
    assert on_the_spot(as_("desk"), **NOVEMBER) == 1.0 and "100%" in before
    put_out(list(handled)[4:], ends="2026-11-30")
    assert on_the_spot(as_("desk"), **NOVEMBER) == 1.0 and in_report(as_("desk"), "2026-11-20") == before
    assert on_the_spot(as_("desk"), **DECEMBER) is None and "100%" not in in_report(as_("desk"), "2026-12-02")


@pytest.mark.both
def test_a_month_in_which_few_worked_stays_untold_when_a_fifth_comes_after_it(as_, handled):
    put_out(list(handled)[4:], begins="2026-12-01")
    assert on_the_spot(as_("desk"), **NOVEMBER) is None and "100%" not in in_report(as_("desk"), "2026-11-20")
    assert on_the_spot(as_("desk"), **DECEMBER) == 1.0
    listed = as_("desk").get(
        "/api/v1/figures/on_the_spot/matters", query_string={"area": c.COMMUNITY, **NOVEMBER}
    )
    assert listed.status_code == 404
    assert dt.date.fromisoformat(DECEMBER["to"]) > clock.today()  # of days that go on today's workers count
