"""交班: the note of a shift says what is open at the desk, is kept as it was, and is nobody else's to read."""

import re

import pytest

from app.areas.access.reach import reach_of
from app.core import clock, ids
from app.desk.duty.handing_over import handover
from app.desk.duty.handing_over.models import Handover
from app.ledger.models import Entry
from app.matters.models import OPEN, Matter
from app.patrol.models import Errand
from tests import cast as c
from tests.matters import ops
from tests.matters.duty.turns import freeze, turn
from tests.sync.phone import Phone, new_id


@pytest.fixture(autouse=True)
def morning(store):
    freeze("2026-11-30 08:00")


def given(to: str = "", **more: str) -> dict[str, str]:
    return {"form": ids.uuid7(), "area": c.COMMUNITY, "to": to, "remark": "", **more}


def noted(cast, **more):
    return handover.note(
        handover.desk_reach(cast.desk, reach_of(cast.desk), c.COMMUNITY), c.COMMUNITY, clock.now() - clock.DAY, "zh"
    )  # fmt: skip


@pytest.mark.both
def test_only_who_sits_at_the_desk_hands_over_and_only_to_whoever_sits_there(cast, as_):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    colleague = cast.people["colleague"].id
    for who in ("worker", "lead", "head", "dept", "admin", "outsider"):
        assert as_(who).get("/duty/handover").status_code == 403, who
        assert as_(who).post("/duty/handover", data=given(colleague)).status_code == 403, who
    assert as_("city").post("/duty/handover", data=given(colleague)).status_code == 404  # another desk
    for to in ("", cast.worker.id, cast.city.id, cast.desk.id, "nobody"):
        answer = as_("desk").post("/duty/handover", data=given(to, remark="钥匙在抽屉里"))
        assert answer.status_code == 422 and "请选择对象" in answer.text and "钥匙在抽屉里" in answer.text, to
    assert as_("desk").post("/duty/handover", data=given(colleague, remark="长" * 501)).status_code == 422
    assert (
        Handover.select().count() == 0
        and not Entry.select().where(Entry.verb == "shift_handed_over").exists()
    )


@pytest.mark.both
def test_the_note_equals_what_is_open_counted_independently(cast):
    danger = ops.report(cast.worker, urgency="emergency", text="起火")
    passed = ops.report(cast.worker, escalate=True, text="路灯不亮")
    dispatched = ops.report(cast.worker, category="manhole", escalate=True)
    ops.move(cast.desk, dispatched, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    kept = ops.report(cast.worker, text="自己办")
    done = ops.report(cast.worker, settled={"text": "扫干净了"})
    away = ops.report(cast.outsider, area=c.OTHER_GRID, escalate=True)
    clock.freeze(clock.now() + 7 * clock.HOUR)
    said = noted(cast)
    of = {name: {line["id"] for line in part["lines"]} for name, part in said["parts"].items()}
    here = list(Matter.select().where(Matter.area.startswith(c.COMMUNITY[:12])))
    late = {row.id for row in here if row.state in OPEN and row.due is not None and row.due < clock.now()}
    assert of["emergency"] == {danger.id}
    assert of["waiting"] == {row.id for row in here if row.holder_desk == c.COMMUNITY and row.state in OPEN}
    assert {passed.id, danger.id} <= of["waiting"] and dispatched.id not in of["waiting"]
    assert of["late"] == late and dispatched.id in late
    assert of["came"] == {danger.id, passed.id, dispatched.id, kept.id}
    assert said["came"] == 5 and done.id not in of["came"] and away.id not in of["came"]
    assert {name: part["count"] for name, part in said["parts"].items()} == {
        n: len(found) for n, found in of.items()
    }


@pytest.mark.both
def test_it_is_kept_as_it_was_once_with_who_handed_to_whom(cast, as_):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    colleague = cast.people["colleague"].id
    matter = ops.report(cast.worker, escalate=True, text="王芳家漏水，电话 13911110001")
    form = given(colleague, remark="三号桥的车还没到")
    for _ in range(2):
        answer = as_("desk").post("/duty/handover", data=form)
        assert answer.status_code == 303
    made = Handover.get()
    assert (made.by, made.to, made.area) == (cast.desk.id, colleague, c.COMMUNITY)
    assert Entry.select().where(Entry.verb == "shift_handed_over").count() == 1
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, Matter.get_by_id(matter.id), "take")
    paper = as_("colleague").get(answer.headers["Location"]).text
    assert (
        matter.number in paper
        and "三号桥的车还没到" in paper
        and "13911110001" not in paper
        and "漏水" not in paper
    )
    assert cast.people["colleague"].name in paper and cast.desk.name in paper
    for who in ("city", "admin"):
        assert as_(who).get(answer.headers["Location"]).status_code == 200, who
    for who in ("worker", "lead", "dept", "outsider"):
        assert as_(who).get(answer.headers["Location"]).status_code == 404, who
    assert as_("colleague").post("/duty/handover", data=form).status_code == 409  # another's form
    assert made.id in as_("colleague").get("/duty/handover").text


def test_what_came_is_counted_from_the_last_handover_on(cast):
    reach = reach_of(cast.desk)
    ops.report(cast.worker, escalate=True)
    clock.freeze(clock.now() + clock.HOUR)
    handover.hand_over(cast.desk, reach, c.COMMUNITY, new_id(), "", "", "zh")  # nobody else sits there
    clock.freeze(clock.now() + clock.HOUR)
    second = ops.report(cast.worker, escalate=True)
    clock.freeze(clock.now() + clock.HOUR)
    made = handover.hand_over(cast.desk, reach, c.COMMUNITY, new_id(), "", "", "zh")
    assert [line["id"] for line in made.note["parts"]["came"]["lines"]] == [second.id] and made.note[
        "came"
    ] == 1
    assert made.note["parts"]["waiting"]["count"] == 2
    clock.freeze(clock.now() + 40 * clock.HOUR)
    assert handover.since_of(c.COMMUNITY, clock.now()) == clock.now() - clock.DAY


def test_papers_that_we_hold_stand_there_by_number_and_holder_alone(cast, as_):
    phone = Phone(as_, cast, "worker")
    body = {"errand": new_id(), "area": c.BUILDING, "what": "代办高龄津贴", "papers": ["身份证", "医保卡"]}
    assert phone.one(phone.op("errand.take", body)) == "applied"
    assert phone.one(phone.op("errand.step", {"errand": body["errand"], "step": "papers_in"})) == "applied"
    row = Errand.get()
    assert noted(cast)["papers"] == [{"number": row.number, "who": cast.worker.name, "count": 2}]
    text = as_("desk").get("/duty/handover").text
    assert row.number in text and "身份证" not in text and "高龄" not in text


def test_whoever_is_on_duty_next_stands_first(cast, as_):
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    c.enter(cast, "third", 31, "dispatcher", c.COMMUNITY)
    turn("2026-11-30 08:00", "2026-11-30 20:00", "小三", "0577-9", staff="third")
    assert [id for id, _ in handover.receivers(cast.desk, c.COMMUNITY)][0] == cast.people["third"].id
    page = as_("desk").get("/duty/handover").text
    assert re.findall(r'<option value="([^"]+)"', page)[0] == cast.people["third"].id


def test_they_are_forgotten_after_a_year(cast):
    handover.hand_over(cast.desk, reach_of(cast.desk), c.COMMUNITY, new_id(), "", "", "zh")
    clock.freeze(clock.now() + 364 * clock.DAY)
    assert handover.forget() == 0
    clock.freeze(clock.now() + 2 * clock.DAY)
    assert handover.forget() == 1
