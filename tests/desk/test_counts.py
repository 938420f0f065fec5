"""How many a view holds: counted up to a thousand, and said to be more from there on."""

from __future__ import annotations

import pytest

from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.desk.lists import listing, views
from app.matters import terms
from app.matters.queries import counting, walks
from app.matters.queries.lists import Asked
from app.matters.queries.walks import Walk
from tests import cast as c
from tests.matters import ops


def test_a_view_with_more_than_are_counted_says_so_and_opens(as_, cast, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED_MOST", 3)
    for _ in range(3):
        ops.report(cast.worker, escalate=True)
    assert as_("outsider").get("/desk").status_code == 403
    page = as_("desk").get("/desk")
    assert page.status_code == 200 and ">2+</span>" in page.text
    assert 'id="total" data-live>共 3 件<' in page.text
    assert "3 in all" in as_("desk").get("/desk?view=open", headers={"Accept-Language": "en"}).text


def test_a_list_that_is_narrowed_or_searched_does_not_say_how_many_it_holds(as_, cast):
    ops.report(cast.worker, escalate=True)
    for query in ("q=灯", f"area={c.GRID}", "category=fire_safety", "view=found&q=1"):
        assert 'id="total" data-live><' in as_("desk").get(f"/desk?{query}").text


@pytest.mark.both
def test_whoever_has_it_by_several_ways_counts_it_once(cast):
    """In one's area, found by oneself and with one's unit at once."""
    posts.give(None, cast.dept, "duty_desk", c.COMMUNITY)
    matter = ops.report(cast.dept, area=c.COMMUNITY)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    reach = reach_of(cast.dept)
    within = walks.reach_terms(reach)
    assert len(within) == 3 and all(counting.count([Walk((term,), (terms.TO_DO,))]) == 1 for term in within)
    assert counting.count([Walk(within, (terms.TO_DO,))]) == 1
    assert listing.total(reach, views.named("open"), Asked()) == 1
