"""A list as it is narrowed is kept under a name: one's own, or the desk's, with its figure, and nobody else's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.areas.models import Unit
from app.core import clock, ids
from app.desk.kept import saved_views
from app.desk.kept.models import SavedView
from app.desk.lists import listing
from app.ledger.models import Entry
from app.matters.models import Category
from app.matters.queries import visits
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.matters import ops

URGENT = "view=open&how_urgent=urgent"
DESK = f"desk:{c.COMMUNITY}"


@pytest.fixture
def some(cast):
    """Three matters at the desk, one of them urgent."""
    return [
        ops.report(cast.worker, escalate=True, urgency="urgent" if at == 1 else "normal") for at in range(3)
    ]


def kept(client, name: str = "急的", query: str = URGENT, **more: str):
    return client.post(f"/desk/saved/?{query}", data={"id": ids.uuid7(), "name": name, **more})


def act(client, view: SavedView, do: str, query: str = "", **more: str):
    return client.post(f"/desk/saved/act?{query}", data={"view": view.id, "do": do, **more})


def beside(text: str) -> dict[str, str]:
    """What stands beside the list: the view's name → its figure."""
    part = text.partition('class="saved-beside"')[2].partition("</nav>")[0]
    lines = re.findall(r'href="/desk\?saved=[^"]*"[^>]*><span>([^<]+)(.*?)</a>', part)
    return {name: re.sub(r".*num\">|<.*", "", rest) if "num" in rest else "" for name, rest in lines}


def test_whoever_has_no_desk_keeps_nothing_and_another_ones_or_desks_view_is_not_there(as_, cast, some):
    assert kept(as_("outsider")).status_code == 403
    assert kept(as_("desk"), owner=f"desk:{c.OTHER_COMMUNITY}").status_code == 404
    assert kept(as_("city"), owner=DESK).status_code == 404  # not the desk at which it sits
    kept(as_("desk"), "自己的")
    kept(as_("desk"), "大家的", owner=DESK)
    for view in SavedView.select():
        for name in ("city", "dept"):
            assert as_(name).get(f"/desk?saved={view.id}&view=open").status_code == 404
            for do in ("rename", "change", "end", "take_up"):
                assert act(as_(name), view, do, name="我的").status_code == 404
        assert act(as_("outsider"), view, "end").status_code == 403
    assert [view.name for view in SavedView.select().order_by(SavedView.made)] == ["自己的", "大家的"]
    assert beside(as_("city").get("/desk").text) == {} and beside(as_("dept").get("/desk").text) == {}
    assert as_("desk").get("/desk?saved=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "这一项不能空着"),
        ("   ", "这一项不能空着"),
        ("长" * 21, "太长了，最多 20 个字"),
        ("一\x00二", "不能含有控制字符"),
        ("一\n二", "不能含有控制字符"),
    ],
)
def test_a_name_that_is_none_is_refused_in_a_sentence_and_what_was_typed_is_shown_again(
    as_, some, name, words
):
    answer = kept(as_("desk"), name)
    assert answer.status_code == 422 and words in answer.text and "how_urgent=urgent" in answer.text
    assert SavedView.select().count() == 0


@pytest.mark.both
def test_a_name_used_twice_and_one_view_too_many_are_refused_and_an_ended_one_leaves_its_name(
    as_, cast, some
):
    desk = as_("desk")
    assert kept(desk).status_code == 303
    again = kept(desk, query="view=open")
    assert again.status_code == 422 and "已经有叫“急的”的常用列表了" in again.text
    assert kept(desk, owner=DESK).status_code == 303  # the desk's is another
    view = SavedView.get(SavedView.owner.startswith("person:"))
    assert act(desk, view, "end").status_code == 303
    assert kept(desk).status_code == 303
    refused = act(desk, view, "take_up")
    assert refused.status_code == 422 and "已经有叫“急的”的常用列表了" in refused.text
    for at in range(saved_views.MOST - 1):
        assert kept(desk, f"第{at}个").status_code == 303
    full = kept(desk, "多一个")
    assert full.status_code == 422 and "常用列表最多 20 个" in full.text


@pytest.mark.both
def test_it_stands_at_the_left_with_how_many_it_holds_and_opens_the_list_as_it_was_narrowed(as_, cast, some):
    desk = as_("desk")
    opened = kept(desk)
    assert beside(desk.get("/desk").text) == {"急的": "1"}
    page = desk.get(opened.headers["Location"]).text
    assert re.findall(r'<li id="row-([0-9a-f-]+)">', page) == [some[1].id]
    assert re.search(r'href="/desk\?saved=[^"]*" aria-current="page"', page)
    assert "saved=" in re.search(r'class="deskrow"[^>]*href="([^"]+)"', page)[1]
    ops.report(cast.worker, escalate=True, urgency="urgent")
    asked = {"HX-Request": "true"}
    assert beside(desk.get("/desk", headers=asked).text) == {"急的": "2"}


def test_its_figure_says_so_where_there_are_more_than_are_counted(as_, cast, some, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED_MOST", 3)
    kept(as_("desk"), "全部", "view=open&in_state=reported")
    assert beside(as_("desk").get("/desk").text) == {"全部": "2+"}


def test_it_is_renamed_changed_ended_and_taken_up_again(as_, cast, some):
    desk = as_("desk")
    kept(desk)
    view = SavedView.get()
    assert act(desk, view, "rename", name="").status_code == 422
    act(desk, view, "rename", name="很急的")
    page = desk.get(f"/desk?saved={view.id}&view=open&in_state=reported").text
    assert "把“很急的”改成现在这样" in page
    changed = act(desk, view, "change", "view=open&in_state=reported")
    assert "in_state=reported" in changed.headers["Location"] and beside(desk.get("/desk").text) == {
        "很急的": "3"
    }
    act(desk, view, "end")
    assert beside(desk.get("/desk").text) == {}
    assert "这个常用列表已经停用" in desk.get(changed.headers["Location"]).text
    act(desk, view, "take_up")
    assert beside(desk.get("/desk").text) == {"很急的": "3"}
    assert act(desk, view, "nonsense").status_code == 422
    assert Entry.select().where(Entry.kind == "saved_view").count() == 0  # one's own is nobody's business


def test_a_change_of_the_desks_stands_in_the_ledger_and_everybody_at_that_desk_makes_it(as_, cast, some):
    kept(as_("desk"), owner=DESK)
    view = SavedView.get()
    c.enter(cast, "colleague", 60, "dispatcher", c.COMMUNITY)
    colleague, other = cast.colleague, as_("colleague")
    assert beside(other.get("/desk").text) == {"急的": "1"}
    act(other, view, "rename", name="先办")
    act(other, view, "end")
    act(as_("desk"), view, "take_up")
    entries = list(Entry.select().where(Entry.kind == "saved_view").order_by(Entry.seq))
    assert [(one.verb, one.by, one.area) for one in entries] == [
        ("save", cast.desk.id, c.COMMUNITY),
        ("rename", colleague.id, c.COMMUNITY),
        ("end", colleague.id, c.COMMUNITY),
        ("take up", cast.desk.id, c.COMMUNITY),
    ]
    assert entries[1].body == {"name": "先办", "was": "急的"}


def test_the_same_form_again_keeps_one_and_with_other_words_is_refused(as_, some):
    desk, form = as_("desk"), {"id": ids.uuid7(), "name": "急的"}
    first = desk.post(f"/desk/saved/?{URGENT}", data=form)
    assert desk.post(f"/desk/saved/?{URGENT}", data=form).headers["Location"] == first.headers["Location"]
    assert desk.post(f"/desk/saved/?{URGENT}", data={**form, "name": "别的"}).status_code == 409
    assert SavedView.select().count() == 1


def test_a_view_whose_kind_unit_or_place_has_ended_says_so_and_opens(as_, cast, some):
    desk = as_("desk")
    query = f"view=open&kind=fire_safety&unit={c.PROPERTY}&place={c.GRID}"
    opened = kept(desk, "消防", query).headers["Location"]
    assert "已经停用或不在您这里了" not in desk.get(opened).text
    Category.update(ends="2020-01-01").where(Category.code == "fire_safety").execute()
    Unit.update(ended=clock.now() - clock.DAY).where(Unit.code == c.PROPERTY).execute()
    kept(desk, "远处", "view=open&place=330399001002001")
    page = desk.get(opened)
    told = re.search(r"选中的这些已经停用或不在您这里了：([^<]+)", page.text)[1]
    assert page.status_code == 200 and "类别 消防安全" in told and "承办单位" in told and "地方" not in told
    far = SavedView.get(SavedView.name == "远处")
    assert "地方 东塘第1网格" in desk.get(f"/desk?saved={far.id}&{far.query}").text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripted"), [(1440, True), (360, True), (360, False)])
def test_it_is_kept_and_opened_with_a_finger_or_a_mouse_with_and_without_a_script(
    office, window, width, scripted
):
    reported(office, 2)
    with office.acting() as cast:
        ops.report(cast.worker, escalate=True, urgency="urgent", text="急的一件")
    page = window(
        "desk", f"/desk?{URGENT}", viewport={"width": width, "height": 800}, java_script_enabled=scripted
    )
    page.locator("[data-saving] > summary").click()
    page.get_by_label("叫什么").fill("急的，都在这里")
    page.get_by_label("给谁用").select_option(DESK)
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_role("heading", level=2, name="急的，都在这里")).to_be_visible()
    page.goto(f"{office.url}/desk")
    if width == 360:
        page.locator("#facets > details > summary").click()
    page.get_by_role("link", name="急的，都在这里").click()
    expect(page.locator("#rows li")).to_have_count(1)
    if scripted:
        found = axe.look(page, "/desk", "saved")
        page.goto(f"{office.url}/desk/saved/")
        found += axe.look(page, "/desk/saved/", "light")
        hands.until(page, "() => document.documentElement.scrollWidth <= innerWidth")
        assert [one.line() for one in found] == []


def test_of_a_view_that_is_not_counted_to_its_end_the_figure_is_read_once_a_minute(
    as_, cast, some, monkeypatch
):
    monkeypatch.setattr(visits, "VISITED_MOST", 2)
    clock.freeze(clock.now())
    kept(as_("desk"), "没派的", "view=open&in_state=reported")
    assert beside(as_("desk").get("/desk").text) == {"没派的": "2+"}
    looked = []
    facts = listing.facts
    monkeypatch.setattr(listing, "facts", lambda *given: looked.append(given) or facts(*given))
    live = {"HX-Request": "true"}
    assert beside(as_("desk").get("/desk", headers=live).text) == {"没派的": "2+"} and not looked
    clock.freeze(clock.now() + clock.MINUTE + 1)
    assert beside(as_("desk").get("/desk", headers=live).text) == {"没派的": "2+"} and len(looked) == 1
