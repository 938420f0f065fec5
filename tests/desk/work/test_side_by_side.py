"""Before one matter goes into another both stand side by side, and which one stays is chosen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from app.matters.models import Matter
from app.requests import lookup
from app.requests.models import ResidentRequest
from tests import cast as c
from tests import place
from tests.audit import axe
from tests.desk.test_pages import fields, verbs
from tests.matters import ops
from tests.matters.moves.test_undo import asked


@pytest.fixture
def pair(cast) -> tuple[Matter, Matter]:
    """Two matters at the community's desk that are likely the same."""
    one = ops.report(cast.worker, escalate=True, text="消防通道被车堵了")
    other = ops.report(cast.lead, photos=(ops.PHOTO,), escalate=True, text="消防通道被堵，车挪不开")
    return one, other


def hidden(page: str) -> dict[str, str]:
    """What the form of merging sends besides what is chosen."""
    return {**fields(page, "merge"), **dict(re.findall(r'name="(version-[^"]+)" value="([^"]*)"', page))}


def merge(client: Any, matter: Matter, **given: str) -> Any:
    """Send the form of merging as the page draws it."""
    path = f"/desk/matters/{matter.id}"
    return client.post(f"{path}/moves/merge", data={**hidden(client.get(path).text), **given})


def test_what_is_elsewhere_is_neither_shown_beside_it_nor_to_be_merged(as_, cast, pair):
    one, _ = pair
    elsewhere = ops.report(cast.outsider, area=c.OTHER_GRID, text=one.text)
    assert elsewhere.number not in as_("desk").get(f"/desk/matters/{one.id}").text
    for given in ({"to": f"matter:{elsewhere.id}", "stays": "this"}, {"to": "matter:x", "stays": "this"}):
        answer = merge(as_("desk"), one, **given)
        assert answer.status_code == 422 and place.texts(answer.text, ".error")
    assert verbs(one) == ["report", "escalate"] and verbs(elsewhere) == ["report"]


def test_whoever_may_not_merge_is_not_asked_to_compare(as_, cast, pair):
    one, other = pair
    ops.move(cast.desk, one, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page = as_("dept").get(f"/desk/matters/{one.id}").text
    assert not place.texts(page, "#likely") and other.number not in page


def test_what_is_likely_the_same_stands_above_the_moves_and_beside_it_in_the_form(as_, pair):
    one, other = pair
    page = as_("desk").get(f"/desk/matters/{one.id}").text
    (said,) = place.texts(page, "#likely")
    assert other.number in said and "同一类事、同一个地方" in said and f'data-open="{other.id}"' in page
    own, beside = place.texts(page, ".pair-facts")
    assert own.startswith(one.number) and "消防通道被车堵了" in own and "谁反映的：王芳" in own
    assert beside.startswith(other.number) and "谁反映的：陈建国" in beside and "照片还没有传到" in beside
    assert "可能是同一件" in beside and "居民各留各的编号和链接" in " ".join(place.texts(page, ".hint"))
    english = as_("desk").get(f"/desk/matters/{one.id}", headers={"Accept-Language": "en"}).text
    assert "the same thing, the same place" in " ".join(place.texts(english, "#likely"))


@pytest.mark.both
def test_either_of_the_two_may_stay_and_whoever_reported_keeps_the_link_and_the_verdict(as_, cast, pair):
    one, _ = pair
    theirs, request = asked(cast)
    answer = merge(as_("desk"), one, to=f"matter:{theirs.id}", stays="this")
    assert answer.status_code == 303
    gone, stays = Matter.get_by_id(theirs.id), Matter.get_by_id(one.id)
    assert (gone.state, gone.merged_into) == ("void", one.id) and stays.state == "reported"
    assert stays.resident_asked and lookup.matter_of(ResidentRequest.get_by_id(request.id)).id == one.id
    page = as_("desk").get(answer.headers["Location"]).text
    assert f"并入 {one.number}" in " ".join(place.texts(page, ".banner"))


def test_a_colleague_who_moved_the_other_meanwhile_is_shown_and_nothing_is_merged(as_, cast, pair):
    one, other = pair
    desk, path = as_("desk"), f"/desk/matters/{one.id}"
    page = desk.get(path).text
    ops.move(cast.desk, other, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    answer = desk.post(
        f"{path}/moves/merge", data={**hidden(page), "to": f"matter:{other.id}", "stays": "this"}
    )
    assert answer.status_code == 409 and Matter.get_by_id(other.id).state == "dispatched"
    assert 'value="this" checked' in answer.text and f'value="matter:{other.id}" checked' in answer.text


def test_a_matter_does_not_go_into_itself_nor_into_what_went_into_another(as_, cast, pair):
    one, other = pair
    third = ops.report(cast.worker, escalate=True, text="消防通道被车堵了")
    ops.move(cast.desk, other, "merge", to=[f"matter:{third.id}"])
    for to, said in (
        (one, "不能并入它自己"),
        (other, f"{other.number} 自己已经并入 {third.number}，请选 {third.number}"),
    ):
        answer = merge(as_("desk"), one, to=f"matter:{to.id}")
        assert answer.status_code == 422 and said in " ".join(place.texts(answer.text, ".error"))
    ops.move(cast.desk, third, "void", reason="mistake")
    answer = merge(as_("desk"), one, to=f"matter:{third.id}")
    assert answer.status_code == 422 and f"{third.number} 已经作废" in " ".join(
        place.texts(answer.text, ".error")
    )


@pytest.mark.browser
def test_one_key_leads_to_both_and_two_more_merge_them(office, window):
    with office.acting() as cast:
        one = ops.report(cast.worker, escalate=True, text="消防通道被车堵了")
        other = ops.report(cast.lead, escalate=True, text="消防通道被堵，车挪不开")
    page = window("desk", f"/desk/matters/{one.id}?view=open")
    expect(page.locator("#likely")).to_contain_text("按 M 并排看")
    page.keyboard.press("m")
    expect(page.locator(f"input[name=to][value='matter:{other.id}']")).to_be_focused()
    own, beside = (page.locator(".pair-facts").nth(at).bounding_box() for at in (0, 1))
    assert own["x"] + own["width"] <= beside["x"]  # beside each other
    assert [found.line() for found in axe.look(page, "/desk", "side by side")] == []
    page.set_viewport_size({"width": 360, "height": 740})
    own, beside = (page.locator(".pair-facts").nth(at).bounding_box() for at in (0, 1))
    assert own["y"] + own["height"] <= beside["y"]  # one under the other
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-done]")).to_contain_text(f"并入 {other.number}")
    with office.acting():
        assert Matter.get_by_id(one.id).merged_into == other.id
