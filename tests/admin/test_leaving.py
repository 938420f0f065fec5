"""离岗交接: what somebody who leaves has goes to a successor in one act, by whoever leads them and by nobody else."""

import pytest

from app.admin.leaving import sheet
from app.areas.access import posts
from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import lists
from app.matters.workflow import asks
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.patrol.models import Errand
from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.sync.phone import Phone, new_id


@pytest.fixture
def laden(cast, as_):
    """The worker has two open matters, one in hand, one that is closed, and an errand with papers."""
    phone = Phone(as_, cast, "worker")
    errand = {"errand": new_id(), "area": c.BUILDING, "what": "代办高龄津贴", "papers": ["身份证", "医保卡"]}
    assert phone.one(phone.op("errand.take", errand)) == "applied"
    assert phone.one(phone.op("errand.step", {"errand": errand["errand"], "step": "papers_in"})) == "applied"
    waiting, taken = ops.report(cast.worker, text="楼道堆物"), ops.report(cast.worker, text="路灯不亮")
    ops.move(cast.worker, taken, "take")
    ops.report(cast.worker, settled={"text": "扫干净了"})
    ops.report(cast.worker, escalate=True)  # with the desk, not with the worker
    return waiting, taken


@pytest.mark.both
def test_only_whoever_leads_or_administers_hands_on_and_only_to_a_colleague(cast, as_, laden):
    page = f"/people/{cast.worker.id}/leaving"
    for who in ("worker", "worker2", "head", "desk", "city", "dept", "outsider"):
        assert as_(who).get(page).status_code in (403, 404), who
        answer = as_(who).post(page, data={"successor": cast.worker2.id})
        assert answer.status_code in (403, 404), who
    for successor in ("", cast.worker.id, cast.outsider.id, cast.head.id, cast.desk.id, "nobody"):
        answer = as_("lead").post(page, data={"successor": successor})
        why = "这个人不能接手" if successor else "请选接手的人"
        assert answer.status_code == 422 and why in answer.text, successor
    assert as_("lead").get(f"/people/{cast.lead.id}/leaving").status_code == 403  # nobody's own
    assert {row.holder_person for row in laden} == {
        cast.worker.id
    } and Errand.get().person_id == cast.worker.id
    assert not Entry.select().where(Entry.verb.in_(("hand_on", "handed_to", "handed_on"))).exists()


@pytest.mark.both
@pytest.mark.parametrize("has_ended", [False, True], ids=["in post", "post ended"])
def test_everything_open_goes_to_the_successor_in_one_act_and_asked_twice_once(cast, as_, laden, has_ended):
    waiting, taken = laden
    who = "admin" if has_ended else "lead"  # after the post only an administrator sees the person
    collect.collect()
    before = {row.id: (row.state, row.level, row.due) for row in Matter.select()}
    others = {row.id: row.holder() for row in Matter.select() if row.id not in (waiting.id, taken.id)}
    if has_ended:
        posts.end(cast.admin, Post.get(Post.person == cast.worker.id))
    page = f"/people/{cast.worker.id}/leaving"
    shown = as_(who).get(page).text
    assert waiting.number in shown and taken.number in shown and "手里的材料 2 份" in shown
    assert "身份证" not in shown
    for _ in range(2):
        answer = as_(who).post(page, data={"successor": cast.worker2.id})
        assert answer.status_code == 303
    after = {row.id: (row.state, row.level, row.due) for row in Matter.select()}
    assert after == before
    heir = reach_of(cast.worker2)
    for row in (waiting, taken):
        row = Matter.get_by_id(row.id)
        assert row.holder_person == cast.worker2.id and row.taken_by in (None, cast.worker2.id)
        assert asks.waits_for(row, heir, Ground()) and lists.find(heir, row.id) is not None
        assert not asks.waits_for(row, reach_of(cast.worker), Ground())
    assert {row.id: row.holder() for row in Matter.select() if row.id in others} == others
    errand = Errand.get()
    assert errand.person_id == cast.worker2.id and errand.held == ["身份证", "医保卡"]
    moves = Entry.select().where(Entry.verb.in_(("hand_on", "handed_to")))
    assert sorted(row.kind for row in moves) == ["errand", "matter", "matter"]
    assert Entry.select().where(Entry.verb == "handed_on").count() == 1
    collect.collect()
    told = Notice.select().where(
        Notice.channel == INBOX, Notice.subject.in_([waiting.id, taken.id]), Notice.kind == "new"
    )
    assert {row.recipient for row in told} == {cast.worker2.id}
    assert "手里没有要交接的" in as_(who).get(page).text
    told = as_(who).get(f"/api/v1/matters/{taken.id}").json["ledger"][-1]["sentence"]
    names = [Person.get_by_id(one.id).name for one in (cast.people[who], cast.worker, cast.worker2)]
    assert told == f"离岗交接：{names[0]} 把 {names[1]} 手里的转给 {names[2]}"


def test_the_successor_goes_on_with_all_of_it_and_the_phones_hear(cast, as_, laden):
    _, taken = laden
    sheet.hand_over(cast.lead, cast.worker, cast.worker2.id)
    ops.move(cast.worker2, Matter.get_by_id(taken.id), "resolve", text="换了灯泡")
    errand = Errand.get().id
    phone = Phone(as_, cast, "worker2")
    assert phone.one(phone.op("errand.step", {"errand": errand, "step": "papers_back"})) == "applied"
    changes = as_("worker2").get("/api/v1/changes").json["changes"]
    (known,) = [one["data"] for one in changes if one["kind"] == "errand" and one["id"] == errand]
    assert "holder" in known["who"]
    names = [Person.get_by_id(one.id).name for one in (cast.lead, cast.worker, cast.worker2)]
    assert f"离岗交接：{names[0]} 把 {names[1]} 手里的转给 {names[2]}" in [
        one["sentence"] for one in known["ledger"]
    ]


def test_ending_a_post_offers_it(cast, as_, laden):
    assert f"/people/{cast.worker.id}/leaving" in as_("admin").get(f"/people/{cast.worker.id}").text
