"""Campaigns: who may open one, what phones get, what counts at a place, what comes after the end, and numbers that open their lists."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from app.areas.models import Area, Post
from app.campaigns import opening
from app.campaigns.commands import CampaignVisitBody
from app.campaigns.models import Campaign, CampaignList, CampaignMatter, CampaignPlace
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.people.models import Person
from app.places.models import Place
from app.sync.models import Quarantine
from tests import cast as c
from tests.house import ROOT
from tests.sync.phone import Phone, new_id, said

REFUSED = "rejected list-not-yours"
QUESTIONS = "软管没有老化\n报警器是好的\n用什么气：管道气/瓶装气"
CHOSEN = {"q3": "管道气"}


@pytest.fixture
def register(cast: Any) -> Any:
    """Two shops in the grid, a shed beside them, a shop in the second grid and one in another community."""
    for code, name, kind, area in (
        ("S1", "阿明面馆", "shop", c.BUILDING), ("S2", "东门小炒", "shop", c.BUILDING2), ("C1", "充电棚", "charging", c.GRID),
        ("S3", "二网格烧烤", "shop", c.GRID2), ("S9", "东塘超市", "shop", c.OTHER_GRID),
    ):  # fmt: skip
        Place.create(code=code, name=name, kind=kind, area=area)
    return cast


def day(days: int) -> str:
    """So many days from today."""
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def opened(by: Any, *areas: str, **other: Any) -> Campaign:
    """A gas campaign among the shops there."""
    given = {"id": new_id(), "name": "燃气安全", "category": "fire_safety", "days": (day(0), day(7)), "of": ["shop"], "asked": QUESTIONS}  # fmt: skip
    return opening.open_campaign(by, areas=list(areas) or [c.COMMUNITY], **{**given, **other})


def refused(by: Any, *areas: str, **other: Any) -> tuple[str, str]:
    """The field and the reason, or the name of the problem."""
    with pytest.raises(Problem) as problem:
        opened(by, *areas, **other)
    return problem.value.errors[0][:2] if problem.value.errors else (problem.value.name, "")


def crowd(*areas: str) -> None:
    """Five more work in each: what is counted there tells of no one of them."""
    for area in areas:
        for _ in range(5):
            id = new_id()
            person = Person.create(id=id, name=f"新人{id[-4:]}", login=f"fresh-{id}", password="x")
            Post.create(id=new_id(), person=person, area=area, role="grid_worker")


def period_since_yesterday(by: Any, *areas: str, **other: Any) -> Campaign:
    """An important period that was opened yesterday, and lasts until tomorrow."""
    made = opened(by, *areas, of=["daily"], days=(day(0), day(1)), asked="校门口没有摊点", **other)
    for row in CampaignList.select():
        CampaignPlace.create(list=row, place=day(-1), name=day(-1), area=row.area_id)
    Campaign.update(first=day(-1)).where(Campaign.id == made.id).execute()
    return Campaign.get_by_id(made.id)


def lists_of(as_: Any, who: str, since: str = "") -> tuple[list[dict[str, Any]], list[str], str]:
    """What the person's phone is told of campaigns: lists, ids of those that are gone, and where to go on."""
    answer = as_(who).get(f"/api/v1/changes?since={since}").json
    found = [one["data"] for one in answer["changes"] if one["kind"] == "campaign"]
    return found, [one["id"] for one in answer["gone"] if one["kind"] == "campaign"], answer["cursor"]


def visit(phone: Phone, place: str = "S1", outcome: str = "fine", **more: Any) -> dict[str, Any]:
    """An op of one visit; `ago` ms before now."""
    at = clock.rfc3339(clock.now() - more.pop("ago", 0))
    which = more.pop("list", None) or CampaignPlace.get(CampaignPlace.place == place).list_id
    body = {"campaign": which, "place": place, "outcome": outcome, "chosen": CHOSEN, **more}
    return phone.op("campaign.visit", body, at=at)


def row(place: str = "S1") -> CampaignPlace:
    """What is kept of the place."""
    return CampaignPlace.get(CampaignPlace.place == place)


@pytest.mark.both
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_kept(register: Any) -> None:
    desk = register.desk
    for given, why in (
        ({"name": " "}, ("name", "missing")), ({"name": "燃" * 41}, ("name", "too-long")), ({"of": []}, ("kinds", "missing")),
        ({"of": ["bar"]}, ("kinds", "not-a-choice")), ({"of": ["firm"]}, ("kinds", "no-places-there")),
        ({"asked": ""}, ("questions", "missing")), ({"asked": "好\n" * 9}, ("questions", "too-many")),
        ({"asked": "好" * 61}, ("questions", "too-long")), ({"asked": "气：1/2/3/4/5/6/7"}, ("questions", "bad-choices")),
        ({"asked": "用什么气：瓶装气/ 瓶装气"}, ("questions", "choices-alike")), ({"asked": "用什么：ＬＰＧ/lpg/无"}, ("questions", "choices-alike")),
        ({"asked": "好\n有事打 １３８００１３８０００"}, ("questions", "personal-number")), ({"name": "查 330302198001010018"}, ("name", "personal-number")),
        ({"days": (day(0), day(-1))}, ("last", "campaign-days")), ({"days": (day(3), day(2))}, ("last", "campaign-days")),
        ({"days": ("昨天", day(1))}, ("first", "bad-date")), ({"days": (day(0), day(400))}, ("last", "plan-too-far")),
        ({"category": "nothing"}, ("category", "not-here")),
    ):  # fmt: skip
        assert refused(desk, **given) == why, given
    assert refused(desk, c.OTHER_COMMUNITY) == ("areas", "not-here")
    for who, area in (
        ("worker", c.GRID),
        ("outsider", c.OTHER_GRID),
        ("head", c.BUILDING),
        ("dept", c.COMMUNITY),
    ):
        assert refused(register.people[who], area) in (("forbidden", ""), ("areas", "not-here")), who
    assert not Campaign.select().exists() and not CampaignList.select().exists()


@pytest.mark.both
def test_opened_twice_it_is_one_with_a_list_for_each_grid_and_its_places_alone(
    register: Any, as_: Any
) -> None:
    made = opened(register.desk, c.COMMUNITY, c.GRID)
    assert made.areas == [c.COMMUNITY] and opened(register.desk, id=made.id).id == made.id
    assert sorted(row.place for row in CampaignPlace.select()) == ["S1", "S2", "S3"]
    assert sorted(row.area_id for row in CampaignList.select()) == [c.GRID, c.GRID2]
    (got,), gone, cursor = lists_of(as_, "worker")
    assert gone == [] and [one["code"] for one in got["places"]] == ["S1", "S2"]
    assert got["again_until"] is None and got["questions"][2] == {
        "id": "q3",
        "words": "用什么气",
        "choices": ["管道气", "瓶装气"],
    }
    for who in ("outsider", "head", "dept", "desk", "city", "admin"):
        assert lists_of(as_, who)[0] == [], who
    for _ in range(2):
        opening.end(register.city, made)
    assert lists_of(as_, "worker", cursor)[:2] == ([], [got["id"]])
    assert lists_of(as_, "worker")[:2] == ([], [])
    verbs = [row.verb for row in Entry.select().where(Entry.kind == "campaign").order_by(Entry.seq)]
    assert verbs == ["opened", "opened", "begun", "ended", "ended"]


def test_a_lead_opens_one_for_the_own_grid_and_no_further(register: Any) -> None:
    assert opened(register.lead, c.GRID).areas == [c.GRID]
    assert refused(register.lead, c.COMMUNITY) in (("areas", "not-here"), ("forbidden", ""))


@pytest.mark.both
def test_at_a_place_the_latest_visit_counts_and_what_is_wrong_is_mended_looked_at_again_or_passed_on(register: Any, phones: Any) -> None:  # fmt: skip
    opened(register.desk)
    worker, lead = phones("worker"), phones("lead")
    late = visit(worker, outcome="mended", bad=["q1"], ago=60_000)
    assert worker.one(late) == "applied" and worker.one(late) == "duplicate"
    assert lead.one(visit(lead, ago=120_000)) == "applied"
    assert (row().outcome, row().bad, row().chosen) == ("mended", ["q1"], CHOSEN)
    assert worker.one(visit(worker, "S2", "again", bad=["q2"], again=day(3))) == "applied"
    assert (row("S2").again, Place.get_by_id("S2").again) == (day(3), day(3))
    assert worker.one(visit(worker, "S2", "passed_on", bad=["q2"], text="房东不在")) == "applied"
    assert row("S2").again is None and Place.get_by_id("S2").again is None  # it has been looked at again
    matter = Matter.get()
    assert (matter.area, matter.level, matter.category) == (c.BUILDING2, c.COMMUNITY, "fire_safety")
    assert "燃气安全" in matter.text and "报警器是好的" in matter.text and matter.text.endswith("房东不在")
    assert CampaignMatter.get().matter == matter.id and Place.get_by_id("S1").checked is None
    told = [
        entry.body["outcome"] for entry in Entry.select().where(Entry.verb == "visit").order_by(Entry.seq)
    ]
    assert told == ["mended", "fine", "again", "passed_on"]


def test_what_is_no_answer_is_a_bad_value_that_is_named(register: Any, phones: Any) -> None:
    opened(register.desk)
    phone = phones("worker")
    for more, field in (
        ({"outcome": "mended"}, "bad"), ({"bad": ["q1"]}, "bad"), ({"outcome": "mended", "bad": ["q3"]}, "bad"),
        ({"chosen": {}}, "chosen"), ({"chosen": {"q3": "煤"}}, "chosen"), ({"chosen": {**CHOSEN, "q1": "是"}}, "chosen"),
        ({"outcome": "again", "bad": ["q1"]}, "again"), ({"outcome": "again", "bad": ["q1"], "again": day(91)}, "again"),
        ({"owner": "王某"}, "owner"), ({"text": "老王"}, "text"),
    ):  # fmt: skip
        result = phone.send(visit(phone, **more))[0]
        assert said(result) == "rejected bad-value", more
        assert result["problem"]["errors"][0]["field"].endswith(field), more
    own = row().list_id
    assert phone.one(visit(phone, "S3", list=own)) == "rejected bad-value"  # of another list
    assert phone.one(visit(phone, "C1", list=own)) == "rejected bad-value"  # of another kind
    Place.create(code="S4", name="新开的店", kind="shop", area=c.GRID)
    assert phone.one(visit(phone, "S4", list=own)) == "applied"  # entered since


@pytest.mark.parametrize("who", ["head", "admin", "desk"])
def test_whoever_does_not_work_there_visits_nothing(register: Any, phones: Any, who: str) -> None:
    opened(register.desk)
    assert phones(who).one(visit(phones(who))) == "rejected no-post"


def test_an_outsider_s_visit_is_refused_as_one_for_a_list_that_is_not_there_and_what_was_written_is_kept(
    register: Any, phones: Any, as_: Any
) -> None:
    opened(register.desk)
    written = {"outcome": "passed_on", "bad": ["q1"], "text": "后门锁着"}
    for who in ("outsider", "worker2", "dept"):
        assert phones(who).one(visit(phones(who), **written)) == REFUSED
    assert phones("worker").one(visit(phones("worker"), list=new_id(), **written)) == REFUSED
    assert row().outcome is None and not Matter.select().exists()
    assert [one.raw["body"]["text"] for one in Quarantine.select()] == ["后门锁着"] * 4
    kept = as_("lead").get("/quarantine").text
    assert "后门锁着" in kept and "专项整治查看" in kept and "名单上没有这一处了" in kept


@pytest.mark.both
def test_what_was_answered_before_the_phone_knew_of_the_end_counts_as_late_and_is_said(register: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    made = opened(register.desk)
    phone = phones("worker")
    assert phone.one(visit(phone, "S2")) == "applied"
    waiting = [visit(phone, "S1", "passed_on", bad=["q1"])]
    opening.end(register.desk, made)
    Place.delete().where(Place.code == "S1").execute()  # taken out of the register meanwhile
    assert [said(one) for one in phone.send(*waiting)] == ["applied"]
    assert row().late and not row("S2").late and Matter.get().area == c.BUILDING
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert "有 1 处是结束以后才传上来的，照样算" in page and "已经结束" in page
    assert "有 1 处是结束以后才传上来的" in as_("desk").get(f"/duty/campaigns/{made.id}/report").text


@pytest.mark.both
def test_it_ends_by_itself_when_its_last_day_has_gone_by(register: Any, as_: Any) -> None:
    made = opened(register.desk, days=(day(0), day(0)))
    assert opening.end_those_over() == 0 and Campaign.get().ended is None
    Campaign.update(first="2020-01-01", last=day(-1)).execute()
    assert opening.end_those_over() == 1 and opening.end_those_over() == 0
    assert Campaign.get().ended is not None and Campaign.get().ended_by_id is None
    assert lists_of(as_, "worker")[0] == []
    actors = {entry.actor for entry in Entry.select().where(Entry.kind == "campaign", Entry.verb == "ended")}
    assert actors == {"clock"} and "已经结束" in as_("desk").get(f"/duty/campaigns/{made.id}").text


def test_pages_are_for_those_who_work_there_or_lead_and_its_end_asks_once_more(
    register: Any, as_: Any
) -> None:
    made = opened(register.desk, c.GRID)
    crowd(c.GRID)
    for path in ("", "/places?of=left", "/report", "/report.docx", "/report.xlsx"):
        address = f"/duty/campaigns/{made.id}{path}"
        for who in ("outsider", "worker2"):
            assert as_(who).get(address).status_code == 404, (who, path)
        for who in ("head", "dept"):
            assert as_(who).get(address).status_code == 403, (who, path)
        for who in ("worker", "lead", "desk", "city", "admin"):
            assert as_(who).get(address).status_code == 200, (who, path)
    for wrong in (
        "of=nothing",
        "of=q9",
        "of=q3&choice=煤",
        f"of=left&area={c.OTHER_GRID}",
        "of=left&choice=1",
    ):
        assert as_("desk").get(f"/duty/campaigns/{made.id}/places?{wrong}").status_code == 404, wrong
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    behind = page.partition("<details")[2].partition("</details>")[0]
    assert "确定结束" in behind and page.count('/end"') == 1
    assert "确定结束" not in as_("worker").get(f"/duty/campaigns/{made.id}").text
    assert as_("worker").post(f"/duty/campaigns/{made.id}/end").status_code == 403
    english = as_("desk").get("/duty/campaigns", headers={"Accept-Language": "en", "Cookie": "lang=en"}).text
    assert "Campaigns" in english and "专项整治" not in english


@pytest.mark.both
def test_every_number_is_the_count_of_its_list_and_areas_stand_in_the_tree_s_order(register: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    made = opened(register.city, c.CITY)
    phone, other = phones("worker"), phones("worker2")
    assert phone.one(visit(phone, "S1", "again", bad=["q1", "q2"], again=day(2))) == "applied"
    assert phone.one(visit(phone, "S2", "passed_on", bad=["q1"], chosen={"q3": "瓶装气"})) == "applied"
    assert other.one(visit(other, "S3")) == "applied"
    opening.end(register.city, made)
    assert other.one(visit(other, "S3")) == "applied"
    desk = as_("city")
    opened_lists = 0
    for path in ("", "/report"):
        page = desk.get(f"/duty/campaigns/{made.id}{path}").text
        for address, number in re.findall(r'<a href="(/duty/campaigns/[^"]+places[^"]+)">(\d+)<', page):
            listed = desk.get(address.replace("&amp;", "&")).text
            found = listed.partition('id="listed"')[2]
            rows = found.count("<tr>") - 1 if "<table" in listed else found.count("<li ")
            assert rows == int(number) > 0, address
            opened_lists += 1
    assert opened_lists > 20
    heads = re.findall(r'<th scope="row">(?:<span aria-hidden="true">　</span>)*([^<]+)</th>', desk.get(f"/duty/campaigns/{made.id}").text)  # fmt: skip
    names = [
        Area.get_by_id(code).name
        for code in (c.CITY, c.COMMUNITY, c.GRID, c.GRID2, c.OTHER_COMMUNITY, c.OTHER_GRID)
    ]
    assert heads == names
    assert "结束后才到" in desk.get(f"/duty/campaigns/{made.id}/places?of=late").text


@pytest.mark.both
def test_in_an_important_period_each_grid_is_looked_at_on_each_day_that_has_come(register: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    assert refused(register.desk, of=["daily", "shop"]) == ("kinds", "daily-alone")
    assert refused(register.desk, c.BUILDING, of=["daily"]) == ("areas", "no-grids-there")
    with pytest.raises(Problem) as problem:
        opening.days_of_grids([c.CITY], "2000-01-01", day(366))
    assert problem.value.errors[0][:2] == ("areas", "too-many-days-of-grids")
    assert refused(register.desk, of=["daily"], days=(day(-1), day(1))) == ("first", "period-past")
    made = period_since_yesterday(register.desk, name="高考")
    assert made.is_daily and made.kinds == []
    (got,) = lists_of(as_, "worker")[0]
    assert [one["code"] for one in got["places"]] == [day(-1), day(0), day(1)] and got["daily"] is True
    phone, which = phones("worker"), got["id"]
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    grids = CampaignList.select().count()
    assert f"应看 {2 * grids} 次，看了 0 次" in page
    assert phone.one(visit(phone, day(1), list=which, chosen={})) == "rejected bad-value"  # it has not come
    assert phone.one(visit(phone, day(9), list=which, chosen={})) == "rejected bad-value"
    assert phone.one(visit(phone, "S1", list=which, chosen={})) == "rejected bad-value"
    wrong = {"bad": ["q1"], "chosen": {}, "list": which}
    result = phone.send(visit(phone, day(0), "again", again=day(2), **wrong))[0]  # nobody would look then
    assert said(result) == "rejected bad-value" and result["problem"]["errors"][0]["field"] == "body.again"
    assert f"保障到 {day(1)} 为止" in result["problem"]["errors"][0]["message"] and got["again_until"] == day(
        1
    )
    assert phone.one(visit(phone, day(-1), "again", again=day(1), **wrong)) == "applied"
    assert phone.one(visit(phone, day(0), "passed_on", **wrong)) == "applied"
    assert Matter.get().area == c.GRID and "高考" in Matter.get().text
    assert phones("worker2").one(visit(phones("worker2"), day(0), list=which, chosen={})) == REFUSED
    page = as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert f"看了 2 次，还有 {2 * grids - 2} 次没看" in page
    assert f"应看 {2 * grids} 次" in as_("desk").get(f"/duty/campaigns/{made.id}/report").text
    listed = as_("desk").get(f"/duty/campaigns/{made.id}/places?of=left").text
    assert listed.partition('id="listed"')[2].count("<tr>") - 1 == 2 * grids - 2


def test_the_report_is_a_word_document_and_a_workbook_too(register: Any, phones: Any, as_: Any) -> None:
    from docx import Document
    from openpyxl import load_workbook

    crowd(c.GRID)
    made = opened(register.desk, name="=1+1")
    assert phones("worker").one(visit(phones("worker"), "S1", "mended", bad=["q1"])) == "applied"
    header = as_("desk").get(f"/duty/campaigns/{made.id}/report.xlsx").headers["Content-Disposition"]
    assert quote(f"=1+1 专项整治情况 {day(0)}.xlsx", safe="") in header  # as reports and ledgers are called
    written = Document(io.BytesIO(as_("desk").get(f"/duty/campaigns/{made.id}/report.docx").data))
    assert "看了 1 处，还有 2 处没去" in written.paragraphs[1].text
    assert [cell.text for cell in written.tables[1].rows[1].cells] == ["软管没有老化", "不是这样", "1"]
    book = load_workbook(io.BytesIO(as_("desk").get(f"/duty/campaigns/{made.id}/report.xlsx").data))
    first, second = book.worksheets
    assert first["A1"].data_type == "s" and [cell.value for cell in second[2]] == [
        "软管没有老化",
        "不是这样",
        1,
    ]


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong_and_sent_twice_is_one(
    register: Any, as_: Any
) -> None:
    sent = {
        "id": new_id(), "name": "燃气安全", "category": "fire_safety", "first": day(0), "last": day(-1), "kinds": ["shop"],
        "areas": [c.COMMUNITY], "questions": QUESTIONS.replace("\n", "\r\n"),
    }  # fmt: skip
    wrong = as_("desk").post("/duty/campaigns", data=sent)
    assert wrong.status_code == 422 and "不能早于开始那天" in wrong.text and "软管没有老化" in wrong.text
    for _ in range(2):
        answer = as_("desk").post("/duty/campaigns", data={**sent, "last": day(5)})
        assert answer.status_code == 303 and sent["id"] in answer.headers["Location"]
    assert Campaign.select().count() == 1 and len(Campaign.get().questions) == 3


def test_the_ops_in_the_guide_are_ones_that_are_taken() -> None:
    text = (ROOT / "docs/campaigns.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.+?)\n```", text, re.S)
    assert examples and all(decode.convert(json.loads(one), CampaignVisitBody) for one in examples)
