"""A county with thousands of units: no page lists them all, and each is found by typing, with a script and without."""

import re

import pytest
from playwright.sync_api import expect

from app.areas.models import Unit
from app.core import ids
from app.desk.forms import choices
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.desk.work.test_several import lines, sent
from tests.matters import ops

MANY = 20_000
FAR = "U19999"


@pytest.fixture
def many(cast):
    """A matter at the community's desk, and twenty thousand more units that can be called from there."""
    rows = [
        {"code": f"U{n:05}", "name": f"第{n}服务队", "kind": "team", "platform": None, "area": c.CITY}
        for n in range(MANY)
    ]
    for start in range(0, MANY, 1000):
        Unit.insert_many(rows[start : start + 1000]).execute()
    Unit.create(code="ELSE", name="东塘服务队", kind="team", area=c.OTHER_COMMUNITY)
    return ops.report(cast.worker, escalate=True)


def send(client, matter, move, **more):
    form = {"id": ids.uuid7(), "base_version": str(matter.version), **more}
    return client.post(f"/desk/matters/{matter.id}/moves/{move}", data=form)


def moved(matter):
    return [row.verb for row in Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq)][2:]


@pytest.mark.both
def test_a_page_of_the_desk_lists_the_nearest_and_stays_light(as_, many):
    page = as_("desk").get(f"/desk/matters/{many.id}").text
    select = page[page.index('name="lead"') :].partition("</select>")[0]
    assert len(re.findall('value="unit:', select)) == choices.UNITS_LISTED
    assert "综合执法队" in select and "第19999服务队" not in page
    assert len(page.encode()) < 200_000
    several = as_("desk").get(f"/desk/several/?act=dispatch&m={many.id}").text
    assert len(several.encode()) < 100_000 and 'name="lead_named"' in several


def test_a_city_whose_units_fit_a_list_has_no_field_for_more(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert 'name="lead"' in page and "_named" not in page


def test_whoever_sits_at_no_desk_is_offered_no_unit_and_a_desk_none_of_elsewhere(as_, many):
    for name in ("worker", "lead", "head", "admin", "outsider"):
        assert as_(name).get("/desk/units/named?lead_named=服务队").status_code == 403
    assert "东塘" not in as_("desk").get("/desk/units/named?lead_named=东塘").text


@pytest.mark.both
def test_what_is_typed_is_completed_by_name_or_code_each_part_by_itself(as_, many):
    def offered(**typed):
        return re.findall(r'value="([^"]*)"', as_("desk").get("/desk/units/named", query_string=typed).text)

    assert offered(lead_named="19999服务") == [f"{FAR} 第19999服务队"]
    assert offered(lead_named="u19998") == ["U19998 第19998服务队"]
    assert offered(to_named="滨海物业、19999") == [f"滨海物业、{FAR} 第19999服务队"]
    assert len(offered(lead_named="服务队")) == 12 and offered(lead_named="  ") == offered() == []
    assert (
        offered(lead_named="%") == []
        and as_("desk").get("/desk/units/named?lead_named=%00").status_code == 200
    )


@pytest.mark.both
def test_a_unit_that_is_written_is_dispatched_to_and_others_support(as_, many):
    answer = send(
        as_("desk"), many, "dispatch", lead=f"unit:{c.ENFORCEMENT}", lead_named=f"{FAR} 第19999服务队",
        to_named="第19998服务队、滨海物业",
    )  # fmt: skip
    assert answer.status_code == 303 and moved(many) == ["dispatch"]
    last = Entry.select().where(Entry.subject == many.id).order_by(Entry.seq.desc()).first()
    assert last.body["to"] == [f"unit:{FAR}", "unit:U19998", f"unit:{c.PROPERTY}"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("没有这个队", "没有能派、能叫的单位叫“没有这个队”"), ("东塘服务队", "没有能派、能叫的单位叫“东塘服务队”"), ("1999", "第1999服务队（U01999）")],
)  # fmt: skip
def test_what_means_no_unit_or_several_is_refused_with_a_sentence_and_stays_written(as_, many, words, said):
    for move, field in (("dispatch", "lead_named"), ("whistle", "to_named")):
        more = {field: words, "text": "请来看看", "reason": "residents"}
        answer = send(as_("desk"), many, move, **more)
        assert answer.status_code == 422 and said in answer.text and f'value="{words}"' in answer.text
    assert moved(many) == []


def test_several_are_dispatched_to_a_unit_that_is_written(as_, many):
    desk = as_("desk")
    refused = desk.post("/desk/several/dispatch", data=sent([many], lead_named="没有这个队"))
    assert refused.status_code == 422 and "没有能派" in refused.text and "没有这个队" in refused.text
    answer = desk.post("/desk/several/dispatch", data=sent([many], lead_named="第19999服务队"))
    assert [number for number, _ in lines(answer.text)] == [many.number] and moved(many) == ["dispatch"]


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_in_a_browser_a_unit_beyond_the_list_is_found_by_typing(office, window, javascript):
    matter = reported(office, 1)[0]
    with office.acting():
        rows = [
            {"code": f"U{n:03}", "name": f"第{n}服务队", "kind": "team", "platform": None, "area": c.CITY}
            for n in range(200)
        ]
        Unit.insert_many(rows).execute()
    page = window("desk", f"/desk/matters/{matter.id}", java_script_enabled=javascript)
    page.locator("details.move", has=page.locator("form[action*='moves/dispatch']")).locator(
        "summary"
    ).first.click()
    field = page.get_by_label("或者写单位").first
    if javascript:
        field.press_sequentially("199")
        offered = page.locator("#dispatch-to_handlers-named-found option")
        expect(offered).to_have_count(1)
        assert axe.look(page, "dispatch", "light") == []
        field.fill(offered.get_attribute("value") or "")
    else:
        field.fill("第199服务队")
    page.locator("form[action*='moves/dispatch']").get_by_role("button", name="派单").click()
    expect(page.locator("body")).to_contain_text("第199服务队")
    with office.acting():
        assert Matter.get_by_id(matter.id).holder_unit == "U199"
