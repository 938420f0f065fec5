"""Residents at the desk: held for a look, entered for who telephoned, known only masked, and links to one matter."""

from __future__ import annotations

import re

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.links.models import Link
from app.matters.models import Matter
from app.notify.pipeline import collect
from app.requests.followup import status
from app.requests.models import ResidentRequest
from app.requests.submission import similar
from tests import cast as c
from tests import place
from tests.desk.test_pages import fields
from tests.matters import ops
from tests.requests import saying

PHONE = "13812345678"
NOT_AT_A_DESK = ("worker", "lead", "head", "dept", "admin", "outsider")


@pytest.fixture
def held(app, cast):
    """A request without a code or a proof, waiting for a look."""
    return ResidentRequest.get_by_id(
        saying.say(area=c.BUILDING, contact={"name": "李秀兰", "phone": PHONE}).id
    )


@pytest.fixture
def asked(app, cast):
    """A resident's matter that lies with the community's desk."""
    request, matter, _ = saying.asked(contact={"name": "李秀兰", "phone": PHONE})
    ops.move(cast.worker, matter, "escalate")
    return request, matter


def form(page: str) -> dict[str, str]:
    """The hidden fields of the form for a telephone call."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


@pytest.mark.parametrize("name", NOT_AT_A_DESK)
def test_only_a_desk_sees_and_decides_what_is_held(as_, held, name):
    client = as_(name)
    assert client.get("/desk/held").status_code == 403
    for what in ("release", "refuse"):
        assert client.post(f"/desk/held/{held.id}/{what}", data={"reason": "x"}).status_code == 403
    assert ResidentRequest.get_by_id(held.id).is_waiting()
    assert client.get("/desk/new").status_code == 403 and client.post("/desk/new").status_code == 403


def test_what_is_held_is_shown_with_a_masked_contact_and_let_in(as_, held):
    desk = as_("desk")
    page = desk.get("/desk/held").text
    assert held.words in place.text(page, ".matter-text") and "李**" in place.text(page, "article")
    assert PHONE not in page and "李秀兰" not in page
    assert (
        '<a href="/desk/held"><span>待审的反映</span><span class="num soon">1</span>'
        in desk.get("/desk").text
    )
    answer = desk.post(f"/desk/held/{held.id}/release")
    matter = ResidentRequest.get_by_id(held.id).matter
    assert (
        answer.status_code == 303
        and place.text(desk.get(answer.headers["Location"]).text, "#confirmation") == "已放行，成了一件事件。"
    )
    assert answer.headers["Location"].startswith(f"/desk/matters/{matter}?view=new")
    assert Matter.get_by_id(matter).number == held.number
    assert desk.post(f"/desk/held/{held.id}/release").status_code == 409
    assert "没有待审的反映" in desk.get("/desk/held").text


def test_a_refusal_needs_a_reason_which_the_resident_reads(as_, held):
    desk, path = as_("desk"), f"/desk/held/{held.id}/refuse"
    answer = desk.post(path, data={"reason": " "})
    assert answer.status_code == 422 and "请说明原因" in place.text(answer.text, ".error")
    assert held.words in place.text(answer.text, ".matter-text")
    assert desk.post(path, data={"reason": "长" * 501}).status_code == 422
    assert desk.post(path, data={"reason": "不是我们这里的楼"}).status_code == 303
    told = status.serialize(ResidentRequest.get_by_id(held.id))
    assert "不是我们这里的楼" in told["sentence"] and told["events"][-1]["text"] == "不是我们这里的楼"


def test_a_call_is_entered_once_and_counted_apart(as_, cast):
    desk = as_("desk")
    given = {
        **form(desk.get("/desk/new").text), "category": "street_lamp", "where": "1幢", "text": "楼道灯坏了",
        "name": "李秀兰", "phone": PHONE,
    }  # fmt: skip
    answer = desk.post("/desk/new", data=given)
    entered = ResidentRequest.get()
    assert answer.status_code == 303 and entered.matter in answer.headers["Location"]
    assert (entered.channel, entered.area, entered.entered_by) == ("staff", c.BUILDING, cast.desk.id)
    again = desk.post("/desk/new", data={**given, "join": "new"})
    assert again.headers["Location"] == answer.headers["Location"] and ResidentRequest.select().count() == 1
    page = desk.get(answer.headers["Location"]).text
    assert (
        place.text(page, "#entered")
        == f"已登记。请告诉对方编号 {entered.number}，凭编号和手机后四位能查进度。"
    )
    asker = place.text(page, ".asker")  # 电话登记 stands in the menu of every desk
    assert "电话登记" in asker and "138****5678" in asker and PHONE not in page


def test_the_number_is_told_after_a_call_whether_joined_or_without_a_telephone_and_no_address_tells_another(
    as_, cast
):
    desk = as_("desk")
    first = ops.report(cast.worker, text="路灯不亮")
    given = {"category": "street_lamp", "where": "1幢", "text": "楼道灯坏了", "join": similar.ref(first.id)}
    answer = desk.post("/desk/new", data={**form(desk.get("/desk/new").text), **given})
    asked = ResidentRequest.get()
    assert answer.status_code == 303 and (asked.matter, asked.number) == (first.id, first.number)
    said = place.text(desk.get(answer.headers["Location"]).text, "#entered")
    assert said == f"已登记。请告诉对方编号 {asked.number}。没留电话，查进度要再打来问。"
    for other in ("991231-0001", "请打 13800000000"):
        page = desk.get(f"/desk/matters/{first.id}", query_string={"entered": other}).text
        assert place.texts(page, "#entered") == [], other


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"where": "没有这个地方"}, "没有叫这个名字的地方"),
        ({"where": "东塘第1网格"}, "没有叫这个名字的地方"),
        ({"text": " "}, "请写一句话"),
        ({"phone": "abc"}, "请填 11 位手机号"),
        ({"category": "nope"}, "没有找到"),
        ({"name": "李" * 41}, "最多 40"),
        ({"id": "1"}, "编号"),
    ],
)
def test_what_is_lacking_is_asked_for_and_no_word_is_lost(as_, given, said):
    desk = as_("desk")
    whole = {
        **form(desk.get("/desk/new").text), "category": "street_lamp", "where": "1幢", "text": "灯坏了", "name": "李大爷",
        **given,
    }  # fmt: skip
    answer = desk.post("/desk/new", data=whole)
    told = place.texts(answer.text, ".error") or place.texts(answer.text, ".banner")
    assert answer.status_code == 422 and len(told) == 1 and said in told[0]
    assert f'id="name" name="name" value="{whole["name"]}"' in answer.text
    assert not ResidentRequest.select().exists()


@pytest.mark.parametrize("words", ["1栋", "1号楼", "一幢", "第1网格 一号楼"])
def test_a_building_is_found_as_callers_say_it_when_a_call_is_taken_down_and_when_a_matter_is_corrected(
    as_, cast, words
):
    desk = as_("desk")
    given = {**form(desk.get("/desk/new").text), "category": "street_lamp", "where": words, "text": "灯坏了"}
    assert desk.post("/desk/new", data=given).status_code == 303
    assert Matter.get().area == c.BUILDING
    other = ops.report(cast.worker, escalate=True)
    sent = {**fields(desk.get(f"/desk/matters/{other.id}").text, "amend"), "where": words}
    assert desk.post(f"/desk/matters/{other.id}/moves/amend", data=sent).status_code == 303
    assert Matter.get_by_id(other.id).area == c.BUILDING


def test_where_several_places_are_called_so_one_is_chosen(as_):
    desk = as_("desk")
    given = {**form(desk.get("/desk/new").text), "category": "street_lamp", "where": "幢", "text": "灯坏了"}
    answer = desk.post("/desk/new", data=given)
    assert answer.status_code == 422 and place.text(answer.text, "#where-wrong") == "说的是哪一个？"
    assert place.text(answer.text, "#text") == "灯坏了" and not ResidentRequest.select().exists()


def test_a_desk_enters_nothing_for_another_community(as_):
    desk = as_("desk")
    given = {
        **form(desk.get("/desk/new").text),
        "category": "street_lamp",
        "area": c.OTHER_GRID,
        "text": "灯坏了",
    }
    assert desk.post("/desk/new", data=given).status_code in (403, 404)
    assert not ResidentRequest.select().exists()


def test_what_somebody_has_said_already_is_offered_for_joining(as_, asked):
    _, matter = asked
    desk = as_("desk")
    given = {
        **form(desk.get("/desk/new").text),
        "category": "street_lamp",
        "where": "1幢",
        "text": "我家门口也黑",
    }
    answer = desk.post("/desk/new", data=given)
    ref = re.search(r'name="join" value="([^"]+)" required', answer.text)
    assert answer.status_code == 200 and ref and place.text(answer.text, "#text") == "我家门口也黑"
    joined = desk.post("/desk/new", data={**given, **form(answer.text), "join": ref.group(1)})
    assert joined.status_code == 303 and matter.id in joined.headers["Location"]
    assert Matter.select().count() == 1


def test_a_contact_is_read_only_with_a_reason_that_is_kept(as_, asked):
    request, matter = asked
    path = f"/desk/requests/{request.id}/contact"
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert "138****5678" in place.text(page, ".asker") and PHONE not in page and "李秀兰" not in page
    assert as_("desk").post(path, data={"reason": ""}).status_code == 422
    assert f'href="tel:{PHONE}"' in as_("desk").post(path, data={"reason": "约时间上门"}).text
    entry = Entry.select().where(Entry.verb == "unmask").get()
    assert entry.body["reason"] == "约时间上门"
    for name in ("worker", "lead", "outsider", "head", "admin"):
        assert as_(name).post(path, data={"reason": "x"}).status_code in (403, 404)
    assert (
        as_("desk")
        .post("/desk/requests/0190a000-0000-7000-8000-00000000dead/contact", data={"reason": "x"})
        .status_code
        == 404
    )


def test_a_handler_learns_how_it_came_but_not_from_whom(as_, cast, asked):
    request, matter = asked
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page = as_("dept").get(f"/desk/matters/{matter.id}").text
    assert "扫码" in place.text(page, ".asker") and "138****" not in page and "李" not in page
    assert as_("dept").post(f"/desk/requests/{request.id}/contact", data={"reason": "x"}).status_code in (
        403,
        404,
    )


def test_a_link_is_made_for_whoever_holds_it_and_for_nobody_else(as_, cast, asked):
    _, matter = asked
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    path = f"/desk/matters/{matter.id}/link"
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert f'name="to" value="unit:{c.PROPERTY}"' in page
    for target in (f"unit:{c.ENFORCEMENT}", f"person:{cast.outsider.id}", "unit:nobody", "matter:x", ""):
        assert as_("desk").post(path, data={"to": target}).status_code in (403, 404, 409, 422)
    assert not Link.select().exists()
    words = as_("desk").post(path, data={"to": f"unit:{c.PROPERTY}"}).text
    secret = re.search(r"/m/([\w-]+)", words)
    assert secret and matter.number in place.text(words, "#link-words") and Link.get().unit == c.PROPERTY
    assert as_(None).get(f"/m/{secret.group(1)}").status_code == 200
    assert as_("outsider").post(path, data={"to": f"unit:{c.PROPERTY}"}).status_code in (403, 404)


def test_a_unit_without_an_account_is_marked_so_that_a_link_is_sent(as_, cast, asked):
    _, matter = asked
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert "没有账号，请发链接" in place.texts(as_("desk").get(f"/desk/matters/{matter.id}").text, ".tag")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert "没有账号，请发链接" not in as_("desk").get(f"/desk/matters/{matter.id}").text


@pytest.mark.parametrize("name", ["worker", "lead", "head", "desk", "dept", "outsider"])
def test_the_examples_are_changed_by_the_city_alone(as_, name):
    assert as_(name).get("/desk/examples").status_code == 403
    assert as_(name).post("/desk/examples", data={"zh": "x"}).status_code == 403


def test_the_city_s_own_examples_stand_under_every_answer_until_they_are_cleared(as_, asked):
    _, matter = asked
    city, path = as_("city"), f"/desk/matters/{matter.id}"
    assert "您说的情况我们看到了" in as_("desk").get(path).text
    assert city.post("/desk/examples", data={"zh": "一句新话。\r\n\r\n第二句", "en": ""}).status_code == 303
    page = as_("desk").get(path).text
    assert "<p>一句新话。</p>" in page and "<p>第二句</p>" in page and "您说的情况我们看到了" not in page
    for bad in ("长" * 501, "行\n" * 21, "a\x00b"):
        answer = city.post("/desk/examples", data={"zh": bad})
        assert answer.status_code == 422 and "一句新话" in as_("desk").get(path).text
    assert city.post("/desk/examples", data={}).status_code == 303
    assert "您说的情况我们看到了" in as_("desk").get(path).text


def test_an_emergency_nobody_reads_asks_the_desk_to_telephone(as_, cast):
    collect.collect()  # what was there before is told to nobody
    danger = ops.report(cast.worker, urgency="emergency", escalate=True)
    ops.move(cast.desk, danger, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    collect.collect()
    assert "请打电话" not in as_("desk").get("/desk").text
    clock.freeze(clock.now() + 5 * clock.MINUTE)
    page = as_("desk").get("/desk").text
    assert place.text(page, ".unheard") == f"请打电话 {cast.dept.name} {cast.dept.phone}"
    assert f'href="tel:{cast.dept.phone}"' in page
    assert "请打电话" not in as_("dept").get("/desk").text
