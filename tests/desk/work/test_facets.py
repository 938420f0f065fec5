"""A list is narrowed by facets, several at once, and each says exactly how many it would leave."""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.desk.lists import facets
from app.matters.models import Matter
from tests import cast as c
from tests.desk.test_in_a_browser import reported
from tests.matters import ops
from tests.requests import saying


@pytest.fixture
def many(cast):
    """Matters that differ in state, kind, urgency, unit, place, deadline, and in how they came."""
    kinds = ["fire_lane", "street_lamp", "manhole", "noise"]
    made = [
        ops.report(
            cast.worker if at % 3 else cast.worker2,
            escalate=True,
            area=c.BUILDING if at % 3 else c.GRID2,
            category=kinds[at % 4],
            urgency=("normal", "urgent")[at % 2],
        )
        for at in range(12)
    ]
    for matter in made[:4]:
        ops.move(
            cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT if matter is made[0] else c.PROPERTY}"]
        )
    ops.move(cast.desk, made[5], "take")
    ops.put(Matter.id == made[6].id, due=clock.now() - clock.DAY)
    ops.put(
        Matter.id == made[7].id, received_at=clock.now() - 40 * clock.DAY, due=clock.now() + 20 * clock.DAY
    )
    saying.say(category="street_lamp", qr=saying.poster())
    return made


def drawn(text: str) -> dict[tuple[str, str], tuple[str, int]]:
    """(facet, value's words) → (its address, its figure)."""
    found = {}
    for name, section in re.findall(r'<section aria-labelledby="facet-(\w+)">(.*?)</section>', text, re.S):
        for address, words, count in re.findall(
            r'<a class="facet-value[^"]*" href="([^"]+)"[^>]*><span>([^<]+)</span><span class="num">(\d+)</span>',
            section,
        ):
            found[name, words] = html.unescape(address), int(count)
    return found


def rows(text: str) -> list[str]:
    """The ids in the list."""
    return re.findall(r'<li id="row-([0-9a-f-]+)">', text)


@pytest.mark.parametrize(
    "query", ["kind=%00", f"unit={'x' * 65}", "&".join(f"kind=k{at}" for at in range(21)), "came=%0a"]
)
def test_what_cannot_be_a_value_is_refused_in_a_sentence(as_, many, query):
    answer = as_("desk").get(f"/desk?view=open&{query}")
    assert answer.status_code == 422


def test_a_value_that_nothing_has_leaves_nothing_and_breaks_nothing(as_, many):
    answer = as_("desk").get("/desk?view=open&unit=NOWHERE&nonsense=1")
    assert answer.status_code == 200 and rows(answer.text) == []


@pytest.mark.both
@pytest.mark.parametrize("view", ["open", "waiting", "new", "overdue"])
def test_every_figure_is_the_number_of_rows_that_it_leads_to(as_, many, view):
    desk = as_("desk")
    found = drawn(desk.get(f"/desk?view={view}").text)
    assert {name for name, _ in found} >= {"in_state", "due_in", "how_urgent", "kind", "channel", "came"}
    for (name, words), (address, count) in found.items():
        assert len(rows(desk.get(address).text)) == count, (name, words)


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(as_, many):
    desk = as_("desk")
    first = drawn(desk.get("/desk?view=open").text)
    of_states = {words: count for (name, words), (_, count) in first.items() if name == "in_state"}
    both = desk.get("/desk?view=open&in_state=dispatched&in_state=in_hand").text
    assert len(rows(both)) == of_states["已派单"] + of_states["处置中"]
    narrowed = desk.get("/desk?view=open&in_state=dispatched&how_urgent=urgent").text
    wanted = Matter.select().where(Matter.state == "dispatched", Matter.urgency == "urgent")
    assert set(rows(narrowed)) == {row.id for row in wanted}
    # a facet's own figures go on telling what else there is of it
    assert {words for name, words in drawn(narrowed) if name == "in_state"} > {"已派单"}


def test_what_is_chosen_stands_in_every_address_and_is_let_go_by_the_same_link(as_, many):
    desk = as_("desk")
    text = desk.get("/desk?view=open&kind=public_facilities&in_state=reported").text
    assert "in_state=reported" in re.search(r'class="deskrow"[^>]*href="([^"]+)"', text).group(1)
    address, _ = drawn(text)["in_state", "待受理"]
    assert "in_state" not in address and "kind=public_facilities" in address
    assert 'href="/desk?view=open">全部去掉' in text.replace("&amp;", "&")


def test_after_a_move_the_next_of_the_narrowed_list_opens(as_, many, cast):
    desk = as_("desk")
    query = "view=open&how_urgent=urgent&in_state=reported"
    listed = rows(desk.get(f"/desk?{query}").text)
    form = {"lead": f"unit:{c.ENFORCEMENT}"}
    done = desk.post(f"/desk/matters/{listed[0]}/moves/dispatch?{query}", data=form)
    assert done.headers["Location"].startswith(f"/desk/matters/{listed[1]}?")


def test_pages_of_a_narrowed_list_leave_none_out(as_, cast, monkeypatch):
    from app.desk.lists import listing

    monkeypatch.setattr(listing, "PAGE", 3)
    wanted = {
        ops.report(cast.worker, escalate=True, urgency=("normal", "urgent")[at % 2]).id for at in range(14)
    }
    wanted = {row.id for row in Matter.select().where(Matter.urgency == "urgent")} & wanted
    desk, path, seen = as_("desk"), "/desk?view=open&how_urgent=urgent", []
    while path:
        text = desk.get(path).text
        seen += rows(text)
        more = re.search(r'href="(/desk\?[^"]*cursor=[^"]+)"', text)
        path = html.unescape(more.group(1)) if more else ""
    assert len(seen) == len(set(seen)) and set(seen) == wanted


def test_a_poll_counts_no_facets_until_one_is_chosen(as_, many):
    desk = as_(
        "desk",
    )
    asked = {"HX-Request": "true"}
    assert 'id="facets"' not in desk.get("/desk?view=open", headers=asked).text
    assert 'id="facets"' in desk.get("/desk?view=open&kind=traffic_safety", headers=asked).text


def test_each_facet_says_its_name_in_both_languages_and_keeps_to_the_address(as_, many):
    page = as_("desk").get("/desk?view=open", headers={"Accept-Language": "en"}).text
    assert "State" in page and len(set(facets.NAMES)) == len(facets.TABLE)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripted"), [(1440, True), (360, True), (360, False)])
def test_they_are_chosen_with_a_finger_or_a_mouse_with_and_without_a_script(office, window, width, scripted):
    reported(office, 2)
    with office.acting() as cast:
        ops.report(cast.worker, escalate=True, urgency="urgent", text="急的一件")
    page = window(
        "desk", "/desk?view=open", viewport={"width": width, "height": 800}, java_script_enabled=scripted
    )
    all_of_them = page.locator("#facets > details")
    if width != 1440:
        page.locator("#facets > details > summary").click()
    expect(all_of_them).to_have_attribute("open", "")
    page.locator("#facets").get_by_role("link", name=re.compile("^急")).click()
    expect(page.locator("#rows li")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("急的一件")
    if width != 1440 and scripted:  # the list comes first
        expect(all_of_them).not_to_have_attribute("open", "")
    page.get_by_role("link", name="全部去掉").click()
    expect(page.locator("#rows li")).to_have_count(3)
