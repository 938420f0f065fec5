"""A list in the order that the reader chooses, with what they want to see of each row: kept for them alone, or with a saved view."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.areas.access.reach import reach_of
from app.core import clock, ids
from app.desk.kept.models import DeskLayout
from app.desk.lists import listing, views, ways
from app.desk.lists.listing import Narrowed
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.queries import visits
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.matters import ops

CHOSEN = {"order": "oldest", "show": ["number", "came"]}


@pytest.fixture
def four(cast):
    """Four matters in two places, the first reported first; the second was changed last and the third runs out first."""
    made = [
        ops.report(
            cast.worker2 if at % 2 else cast.worker, escalate=True, area=c.GRID2 if at % 2 else c.BUILDING
        )
        for at in range(4)
    ]
    now = clock.now()
    for at, matter in enumerate(made):
        ops.put(
            Matter.id == matter.id, received_at=now - (10 - at) * clock.MINUTE, due=now + (5 + at) * clock.DAY
        )
    ops.put(Matter.id == made[2].id, due=now + clock.HOUR)
    ops.move(cast.desk, made[1], "note", text="看过")
    return [matter.id for matter in made]


def listed(person, view: str = "open", limit: int = 0, **asked) -> list[str]:
    found = listing.page(reach_of(person), views.named(view), Narrowed(**asked))
    return [matter.id for matter in found.rows]


def rows(text: str) -> list[str]:
    return re.findall(r'<li id="row-([0-9a-f-]+)">', text)


def test_nobody_else_has_it_and_what_is_no_order_or_column_is_refused(as_, four):
    assert as_("outsider").post("/desk/saved/layout?view=open", data=CHOSEN).status_code == 403
    desk = as_("desk")
    assert desk.post("/desk/saved/layout?view=open", data={"order": "by magic"}).status_code == 422
    assert desk.post("/desk/saved/layout?view=open", data={"show": "password"}).status_code == 422
    assert desk.get("/desk?view=open&order=by%20magic").status_code == 422
    assert desk.get("/desk?view=open&show=due%20password").status_code == 422
    other = desk.post(f"/desk/saved/layout?view=open&saved={ids.uuid7()}", data=CHOSEN)
    assert other.status_code == 404 and DeskLayout.select().count() == 0


@pytest.mark.both
def test_each_order_is_what_it_says(cast, four):
    first, second, third, fourth = four
    assert listed(cast.desk) == listed(cast.desk, sorting="due")  # the view's own: by deadline
    assert listed(cast.desk)[0] == third
    assert listed(cast.desk, sorting="received") == [fourth, third, second, first]
    assert listed(cast.desk, sorting="oldest") == [first, second, third, fourth]
    assert listed(cast.desk, sorting="changed")[0] == second
    by_place = [Matter.get_by_id(id).area for id in listed(cast.desk, sorting="place")]
    assert by_place == [c.BUILDING, c.BUILDING, c.GRID2, c.GRID2]
    assert listed(cast.desk, "new", sorting="due")[0] == third
    assert listed(cast.outsider, sorting="place") == []


@pytest.mark.parametrize("sorting", ["", *ways.SORTINGS])
def test_pages_leave_none_out_and_the_next_one_is_the_next_of_that_order(cast, four, monkeypatch, sorting):
    whole = listed(cast.desk, sorting=sorting)
    monkeypatch.setattr(listing, "PAGE", 3)
    reach, view = reach_of(cast.desk), views.named("open")
    first = listing.page(reach, view, Narrowed(sorting=sorting))
    from app.core import keyset

    second = listing.page(reach, view, Narrowed(sorting=sorting, after=keyset.parse_cursor(first.after)))
    assert [row.id for row in (*first.rows, *second.rows)] == whole and second.after is None
    after = listing.following(reach, view, Narrowed(sorting=sorting), Matter.get_by_id(whole[1]))
    assert after[:2] == whole[2:4]


def test_what_is_chosen_narrows_a_list_in_any_order(cast, four):
    picked = (("place", frozenset({c.GRID2})),)
    assert listed(cast.desk, sorting="place", picked=picked) == [four[1], four[3]]
    assert listed(cast.desk, sorting="oldest", picked=picked) == [four[1], four[3]]


def test_where_more_is_held_than_is_sorted_the_page_says_so(as_, cast, four, monkeypatch):
    desk = as_("desk")
    assert "排的是最前面的" not in desk.get("/desk?view=open&order=place").text
    monkeypatch.setattr(visits, "VISITED_MOST", 3)
    assert "排的是最前面的" in desk.get("/desk?view=open&order=place").text
    assert "排的是最前面的" not in desk.get("/desk?view=open&order=oldest").text  # along its index, whole


@pytest.mark.both
def test_it_is_kept_for_the_person_and_that_view_and_the_columns_for_every_view(as_, cast, four):
    entries, desk = Entry.select().count(), as_("desk")
    answer = desk.post("/desk/saved/layout?view=open", data=CHOSEN)
    assert answer.headers["Location"] == "/desk?view=open"
    page = desk.get("/desk?view=open").text
    assert rows(page) == four and "deskrow-who" not in page and "deskrow-came" in page
    new = desk.get("/desk?view=new").text
    assert rows(new) == four[::-1] and "deskrow-who" not in new
    assert rows(as_("city").get("/desk?view=open").text) != four
    assert "deskrow-who" in as_("city").get("/desk?view=open").text
    desk.post("/desk/saved/layout?view=open", data={"order": ""})
    bare = desk.get("/desk?view=open").text
    assert rows(bare)[0] == four[2] and "deskrow-came" not in bare and "deskrow-text" not in bare
    assert Entry.select().count() == entries and DeskLayout.select().count() == 2


def test_with_a_saved_view_it_stands_in_the_address_and_is_kept_with_that(as_, cast, four):
    desk = as_("desk")
    opened = desk.post("/desk/saved/?view=open&in_state=reported", data={"id": ids.uuid7(), "name": "没派的"})
    query = opened.headers["Location"].partition("?")[2]
    laid = desk.post(f"/desk/saved/layout?{query}", data=CHOSEN).headers["Location"]
    assert "order=oldest" in laid and "show=number+came" in laid
    page = desk.get(laid).text
    assert rows(page) == four and "改成现在这样" in page and DeskLayout.select().count() == 0
    view = re.search(r'name="view" value="([0-9a-f-]{36})"', page)[1]
    kept = desk.post(f"/desk/saved/act?{laid.partition('?')[2]}", data={"view": view, "do": "change"})
    assert "order=oldest" in kept.headers["Location"]
    assert "改成现在这样" not in desk.get(kept.headers["Location"]).text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripted"), [(1440, True), (360, True), (360, False)])
def test_it_is_chosen_on_both_widths_with_and_without_a_script(office, window, width, scripted):
    reported(office, 3)
    page = window(
        "desk", "/desk?view=open", viewport={"width": width, "height": 800}, java_script_enabled=scripted
    )
    page.locator(".layout > summary").click()
    page.get_by_label("怎么排").select_option("早来的在前")
    page.get_by_label("原话").uncheck()
    page.get_by_label("收到的时间").check()
    if scripted:
        assert [one.line() for one in axe.look(page, "/desk", "layout")] == []
        hands.until(page, "() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="就这样显示").click()
    expect(page.locator("#rows .deskrow-came")).to_have_count(3)
    expect(page.locator("#rows .deskrow-text")).to_have_count(0)
