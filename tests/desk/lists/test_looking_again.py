"""再看一眼: a matter marked for a day and hour, for whoever marked it alone; it moves no clock and leaves no entry."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.core import clock
from app.desk.again import looks
from app.desk.again.models import LookAgain
from app.desk.lists import listing, views
from app.desk.lists.listing import Narrowed
from app.ledger.models import Entry
from app.matters.models import Matter
from app.sync import changes
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.desk.work.test_keyboard import awake
from tests.matters import ops

WEDNESDAY = "2026-11-18T10:00:00+08:00"


@pytest.fixture
def ten(store):
    clock.freeze(clock.parse(WEDNESDAY))


@pytest.fixture
def two(ten, cast):
    return [ops.report(cast.worker, escalate=True, text=f"第{at}件") for at in range(2)]


def mark(client, matter: Matter, **form: str):
    return client.post(f"/desk/matters/{matter.id}/again?view=open", data=form or {"choice": "hour"})


def listed(person) -> list[str]:
    found = listing.page(reach_of(person), views.named("again"), Narrowed())
    return [matter.id for matter in found.rows]


def test_the_outsider_and_whoever_does_not_have_the_matter_mark_nothing(as_, cast, two):
    assert mark(as_("outsider"), two[0]).status_code == 403
    assert mark(as_("dept"), two[0]).status_code == 404
    assert as_("dept").post(f"/desk/matters/{two[0].id}/again/done").status_code == 404
    assert LookAgain.select().count() == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"at": ""}, "请给出时间"),
        ({"choice": "some day"}, "请从给出的选项里选"),
        ({"at": "tomorrow"}, "时间要写成"),
        ({"at": "2026-11-18T09:59"}, "时间要晚于现在"),
        ({"at": "2028-01-01T09:00"}, "最晚到一年以后"),
        ({"at": "9999-12-31T23:59:59-23:59"}, ""),
    ],
)
def test_a_moment_that_is_none_is_refused_in_a_sentence(as_, two, form, words):
    answer = mark(as_("desk"), two[0], **form)
    assert answer.status_code == 422 and words in answer.text and two[0].number in answer.text
    assert LookAgain.select().count() == 0


def test_one_too_many_is_refused_and_one_that_is_marked_is_moved(as_, cast, two, monkeypatch):
    monkeypatch.setattr(looks, "MOST", 1)
    assert mark(as_("desk"), two[0]).status_code == 303
    assert mark(as_("desk"), two[0], choice="tomorrow").status_code == 303
    assert "太多了，最多 1 个" in mark(as_("desk"), two[1]).text
    assert [row.at for row in LookAgain.select()] == [clock.parse("2026-11-19T09:00:00+08:00")]


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-18T10:00:00+08:00", {"hour": "18T11:00", "afternoon": "18T15:00", "tomorrow": "19T09:00", "monday": "23T09:00"}),
        ("2026-11-18T14:30:00+08:00", {"hour": "18T15:30", "tomorrow": "19T09:00", "monday": "23T09:00"}),
        ("2026-11-22T10:00:00+08:00", {"hour": "22T11:00", "afternoon": "22T15:00", "tomorrow": "23T09:00"}),
    ],
)  # fmt: skip
def test_what_is_offered_lies_ahead_and_stands_once(store, now, offered):
    clock.freeze(clock.parse(now))
    assert {
        name: clock.rfc3339(looks.moment_of(name, ""))[8:16] for name, _ in looks.offered("zh")
    } == offered


@pytest.mark.both
def test_it_stands_in_a_list_of_its_own_with_its_figure_and_comes_up_when_its_time_has_come(as_, cast, two):
    desk = as_("desk")
    mark(desk, two[0], choice="tomorrow")
    mark(desk, two[1], choice="hour")
    assert listed(cast.desk) == [two[1].id, two[0].id]
    page = desk.get("/desk?view=open").text
    assert re.search(r'view=again"[^>]*><span>再看一眼</span><span class="num">2<', page)
    assert page.count("deskrow-again") == 2 and "再看 11:00" in page and "再看 明天 09:00" in page
    clock.freeze(clock.now() + clock.HOUR)
    page = desk.get("/desk?view=again").text
    assert re.search(r'view=again"[^>]*><span>再看一眼</span><span class="num soon">2<', page)
    assert re.search(r'deskrow-due soon">再看 11:00', page) and "共 2 件" in page
    desk.post(f"/desk/matters/{two[1].id}/again/done")
    desk.post(f"/desk/matters/{two[1].id}/again/done")
    assert listed(cast.desk) == [two[0].id]


def test_nobody_else_learns_of_it_and_nothing_of_the_matter_changes(as_, cast, two):
    before = Matter.get_by_id(two[0].id).__data__
    entries, cursor = Entry.select().count(), changes.since(cast.city, "", "500")["cursor"]
    mark(as_("desk"), two[0])
    c.enter(cast, "colleague", 60, "dispatcher", c.COMMUNITY)
    for name in ("colleague", "city"):
        page = as_(name).get(f"/desk/matters/{two[0].id}?view=open").text
        assert "deskrow-again" not in page and "看过了" not in page
        assert listed(cast.people[name]) == []
    assert Matter.get_by_id(two[0].id).__data__ == before and Entry.select().count() == entries
    assert changes.since(cast.city, "", "500")["cursor"] == cursor


@pytest.mark.both
def test_what_is_out_of_reach_meanwhile_is_left_out_and_not_counted(as_, cast, two):
    mark(as_("desk"), two[0])
    for post in cast.desk.posts:
        posts.end(None, post)
    posts.give(None, cast.desk, "dispatcher", c.OTHER_COMMUNITY)
    assert listed(cast.desk) == [] and listing.due_again(reach_of(cast.desk)) == 0
    assert two[0].number not in as_("desk").get("/desk?view=again").text


def test_it_is_narrowed_and_ordered_like_any_list(as_, cast, two):
    for matter in two:
        mark(as_("desk"), matter)
    desk = as_("desk")
    for query in ("in_state=reported", "order=oldest", "order=changed&in_state=reported"):
        found = re.findall(r'<li id="row-([0-9a-f-]+)">', desk.get(f"/desk?view=again&{query}").text)
        assert sorted(found) == sorted(matter.id for matter in two), query
    assert "row-" not in desk.get("/desk?view=again&in_state=in_hand").text


def test_the_next_one_of_the_list_opens_after_a_move(as_, cast, two):
    for matter in two:
        ops.move(cast.desk, matter, "take")
        mark(as_("desk"), matter)
    form = {"lead": f"unit:{c.ENFORCEMENT}"}
    done = as_("desk").post(f"/desk/matters/{two[0].id}/moves/dispatch?view=again", data=form)
    assert two[1].id in done.headers["Location"]


def test_marks_whose_time_is_long_over_are_forgotten_and_ones_own_stand_in_the_download(as_, cast, two):
    mark(as_("desk"), two[0])
    own = as_("desk").get("/api/v1/me/data", headers={"Accept": "application/json"}).json
    assert [row["matter"] for row in own["matters_to_look_at_again"]] == [two[0].id]
    assert looks.forget() == 0
    clock.freeze(clock.now() + looks.KEPT + 2 * clock.HOUR)
    assert looks.forget() == 1


@pytest.mark.browser
def test_by_keyboard_it_is_two_keys_to_mark_and_one_to_take_the_mark_away(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    awake(page)
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="一小时后")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#matter form.again")).to_contain_text("再看")
    expect(page.locator("#rows .deskrow-again")).to_have_count(1, timeout=10_000)
    awake(page)
    page.keyboard.press("l")
    expect(page.locator("#matter details.again")).to_have_count(1)
    expect(page.locator("#rows .deskrow-again")).to_have_count(0, timeout=10_000)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripted"), [(1440, True), (360, True), (360, False)])
def test_it_is_marked_on_both_widths_with_and_without_a_script(office, window, width, scripted):
    matter = reported(office, 1)[0]
    page = window(
        "desk",
        f"/desk/matters/{matter.id}?view=open",
        viewport={"width": width, "height": 800},
        java_script_enabled=scripted,
    )
    page.locator("details.again > summary").click()
    if scripted:
        assert [one.line() for one in axe.look(page, "/desk", "again")] == []
        hands.until(page, "() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="明天上午九点").click()
    expect(page.locator("#matter form.again")).to_contain_text("再看 明天 09:00")
    page.get_by_role("button", name="看过了").click()
    expect(page.locator("#matter details.again")).to_have_count(1)
