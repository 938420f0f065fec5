"""综合查一次: who may plan one, each unit's own part, findings that go to the unit, and another that is offered to be joined."""

from __future__ import annotations

from typing import Any

import pytest

from app.campaigns.models import Campaign, CampaignList, CampaignPlace
from app.ledger.models import Entry
from app.matters.models import Matter
from app.places.models import Place
from tests import cast as c
from tests.campaigns.test_campaigns import day, lists_of
from tests.sync.phone import Phone, new_id

BOTH = "综合执法队：灭火器没有过期\n滨海物业：楼道没有堆物\n滨海物业：垃圾：分了/没分"
HANDLER, OTHER = f"S1@{c.ENFORCEMENT}", f"S1@{c.PROPERTY}"


@pytest.fixture
def shops(cast: Any) -> Any:
    """Two shops in the grid and one in another community."""
    for code, name, area in (
        ("S1", "阿明面馆", c.BUILDING),
        ("S2", "东门小炒", c.BUILDING2),
        ("S9", "东塘超市", c.OTHER_GRID),
    ):
        Place.create(code=code, name=name, kind="shop", area=area)
    return cast


def form(**other: Any) -> dict[str, Any]:
    """What the desk sends."""
    given = {
        "id": new_id(),
        "name": "节前联合检查",
        "category": "fire_safety",
        "day": day(0),
        "place": "阿明面馆",
        "questions": BOTH,
    }
    return {**given, **other}


def planned(as_: Any, **other: Any) -> Campaign:
    """It is planned by the community's desk."""
    answer = as_("desk").post("/duty/campaigns/joint", data=form(**other))
    assert answer.status_code == 303, answer.text
    found: Campaign = Campaign.select().order_by(Campaign.created.desc(), Campaign.id.desc()).first()
    return found


def visit(phone: Phone, stop: str, outcome: str = "fine", **more: Any) -> dict[str, Any]:
    """An op of one part."""
    which = more.pop("list", None) or CampaignPlace.get(CampaignPlace.place == stop).list_id
    chosen = {"q3": "分了"} if stop == OTHER else {}
    return phone.op(
        "campaign.visit", {"campaign": which, "place": stop, "outcome": outcome, "chosen": chosen, **more}
    )


@pytest.mark.both
def test_what_cannot_be_planned_is_refused_with_its_reason_and_what_was_typed_stays(
    shops: Any, as_: Any
) -> None:
    for given, sentence in (
        ({"place": "没有的店"}, "没有找到"), ({"place": "东塘超市"}, "没有找到"), ({"place": ""}, "这一项不能空着"),
        ({"questions": "灭火器没有过期"}, "前面要写单位"), ({"questions": "没有的单位：好"}, "没有的单位"), ({"questions": ""}, "这一项不能空着"),
        ({"questions": "综合执法队：问老板13800138000"}, "像手机号或身份证号"), ({"name": "找13800138000"}, "像手机号或身份证号"),
        ({"name": "节" * 250}, "最多 40 个字"), ({"place": "店" * 61}, "最多 60 个字"), ({"day": "昨天"}, "日期要写成"), ({"day": day(-1)}, "要选今天或以后的一天"), ({"name": "节" * 41}, "太长了"),
        ({"kinds": "shop"}, "就不再选别的"), ({"areas": c.COMMUNITY}, "就不再选别的"),
        ({"questions": "滨海物业：垃圾："}, "“垃圾：”的冒号后面"), ({"questions": "滨海物业：好\n滨海物业：好"}, "“滨海物业：好”写了两次"),
        ({"place": "", "areas": c.COMMUNITY, "kinds": "firm"}, "还没有录入这类场所"),
    ):  # fmt: skip
        answer = as_("desk").post("/duty/campaigns/joint", data=form(**given))
        assert answer.status_code == 422 and sentence in answer.text, given
    for who in ("worker", "outsider", "head", "dept"):
        assert as_(who).post("/duty/campaigns/joint", data=form()).status_code == 403, who
        assert as_(who).get("/duty/campaigns/joint").status_code == 403, who
    assert not Campaign.select().exists()
    english = (
        as_("desk").get("/duty/campaigns/joint", headers={"Accept-Language": "en", "Cookie": "lang=en"}).text
    )
    assert "Joint inspection" in english and "综合查一次" not in english


@pytest.mark.both
def test_a_unit_s_members_have_their_own_part_and_the_worker_every_part(
    shops: Any, as_: Any, phones: Any
) -> None:
    _, _, before = lists_of(as_, "dept")
    made = planned(as_)
    (own,), _, cursor = lists_of(as_, "dept", before)
    assert [one["code"] for one in own["places"]] == [HANDLER] and own["joint"] is True
    assert own["places"][0]["name"] == "阿明面馆 · 综合执法队"
    (every,) = lists_of(as_, "worker")[0]
    assert [one["code"] for one in every["places"]] == sorted([HANDLER, OTHER])
    for who in ("outsider", "worker2", "head", "desk"):
        assert lists_of(as_, who)[0] == [], who
    dept, worker = phones("dept"), phones("worker")
    assert dept.one(visit(dept, HANDLER)) == "applied"
    assert dept.one(visit(dept, OTHER)) == "rejected list-not-yours"  # another unit's
    assert (
        worker.one(visit(worker, OTHER, "mended", bad=["q2"])) == "applied"
    )  # for the one that could not come
    assert worker.one(visit(worker, OTHER, "mended", bad=["q1"])) == "rejected bad-value"  # of the other part
    assert worker.one(visit(worker, "S1", list=own["id"])) == "rejected bad-value"
    assert "综合查一次" in as_("lead").get("/quarantine").text  # and no campaign's visit
    assert "专项整治查看" not in as_("lead").get("/quarantine").text
    report = as_("desk").get(f"/duty/campaigns/{made.id}/report").text
    assert "交给单位办了" in report and "报给上一级" not in report and f"{day(0)} 到 {day(0)}" not in report
    assert "应查 2 份，都查过了" in as_("desk").get(f"/duty/campaigns/{made.id}").text
    assert as_("desk").post(f"/duty/campaigns/{made.id}/end").status_code == 303
    assert lists_of(as_, "dept", cursor)[:2] == ([], [own["id"]])


@pytest.mark.both
def test_what_is_passed_on_goes_to_the_unit_whose_part_it_is(shops: Any, as_: Any, phones: Any) -> None:
    planned(as_)
    dept, worker = phones("dept"), phones("worker")
    assert worker.one(visit(worker, OTHER, "passed_on", bad=["q2"], text="后门也是")) == "applied"
    first = Matter.get()
    assert (first.holder_unit, first.state, first.level, first.area) == (
        c.PROPERTY,
        "dispatched",
        c.COMMUNITY,
        c.BUILDING,
    )
    assert "楼道没有堆物" in first.text and first.due is not None
    assert dept.one(visit(dept, HANDLER, "passed_on", bad=["q1"])) == "applied"
    second = Matter.get(Matter.id != first.id)
    assert (second.holder_unit, second.state, second.finder) == (c.ENFORCEMENT, "dispatched", shops.dept.id)
    acts = [
        (row.verb, row.actor) for row in Entry.select().where(Entry.subject == second.id).order_by(Entry.seq)
    ]
    assert acts == [("report", "person"), ("escalate", "person"), ("dispatch", "clock")]
    assert (
        second.id in as_("dept").get("/api/v1/matters").text
        and second.id in as_("desk").get("/api/v1/matters").text
    )
    again = visit(dept, HANDLER, "again", bad=["q1"], again=day(2))
    assert dept.one(again) == "applied" and Place.get_by_id("S1").again == day(2)


@pytest.mark.both
def test_another_for_the_same_places_is_offered_to_be_joined_and_joined_once(shops: Any, as_: Any) -> None:
    made = planned(as_, questions="综合执法队：灭火器没有过期", day=day(2))
    _, _, cursor = lists_of(as_, "worker")
    sent = form(questions="滨海物业：楼道没有堆物", day=day(4))
    asked = as_("desk").post("/duty/campaigns/joint", data=sent)
    assert (
        asked.status_code == 200 and f'name="join" value="{made.id}"' in asked.text and day(2) in asked.text
    )
    form_ = asked.text.partition('action="/duty/campaigns/joint"')[2]
    assert form_[form_.index("<button") :].startswith('<button type="submit" hidden>')  # what Enter presses
    assert as_("desk").post("/duty/campaigns/joint", data=sent).status_code == 200  # asked again
    assert "楼道没有堆物" in asked.text and Campaign.select().count() == 1
    for _ in range(2):
        assert as_("desk").post("/duty/campaigns/joint", data={**sent, "join": made.id}).status_code == 303
    fresh = Campaign.get_by_id(made.id)
    assert [(one["id"], one["unit"]) for one in fresh.questions] == [
        ("q1", c.ENFORCEMENT),
        ("q2", c.PROPERTY),
    ]
    assert sorted(row.place for row in CampaignPlace.select()) == sorted([HANDLER, OTHER])
    (told,) = lists_of(as_, "worker", cursor)[0]
    assert {one["name"] for one in told["places"]} == {"阿明面馆 · 滨海物业", "阿明面馆 · 综合执法队"}
    assert Entry.select().where(Entry.kind == "campaign", Entry.verb == "joined").count() == 1
    wider = form(place="", areas=c.COMMUNITY, kinds="shop")
    asked = as_("desk").post("/duty/campaigns/joint", data=wider)
    assert "去的场所不完全一样" in asked.text and 'name="join"' not in asked.text
    assert as_("desk").post("/duty/campaigns/joint", data={**wider, "apart": "1"}).status_code == 303
    assert as_("desk").post("/duty/campaigns/joint", data={**wider, "apart": "1"}).status_code == 303
    assert Campaign.select().count() == 2 and CampaignList.select().count() == 2
    assert as_("desk").post("/duty/campaigns/joint", data={**sent, "join": new_id()}).status_code == 404
    as_("desk").post(f"/duty/campaigns/{made.id}/end")
    over = as_("desk").post("/duty/campaigns/joint", data={**form(), "join": made.id})
    assert over.status_code == 422 and "已经结束" in over.text
