"""The supervisor's list of ops that could not be applied: who sees it, release, and letting be."""

from __future__ import annotations

import pytest

from app.areas.models import Post
from app.ledger.models import Entry
from app.matters.models import Matter
from app.patrol.models import Patrol, Visit
from app.people import tokens
from app.people.accounts import ending
from app.people.models import SyncToken
from app.sync.models import Quarantine, Receipt
from tests import cast as c
from tests.evidence.pictures import picture, sha
from tests.matters import ops
from tests.matters.ops import uuid7
from tests.patrol import walk
from tests.sync.phone import visit


@pytest.fixture
def revoked(phone):
    """An op of the worker, kept because the phone was ended."""
    tokens.revoke(SyncToken.device == phone.device)
    op = phone.op(photos=[sha(picture())], body=visit(text="<script>alert(1)</script>"))
    phone.send(op)
    return op


def act(client, what, id=None):
    return client.post(
        f"/quarantine/{id if id is not None else Quarantine.get().id}/{what}", headers={"HX-Request": "true"}
    )


def test_only_leads_and_administrators_in_reach_see_and_release(as_, revoked):
    assert as_(None).get("/quarantine").status_code == 302
    for name in ("worker", "head", "desk", "dept", "outsider"):
        assert as_(name).get("/quarantine").status_code == 403
        assert act(as_(name), "release").status_code in (403, 404)
    assert Visit.select().count() == 0


def test_a_lead_from_next_door_sees_nothing_of_it(as_, revoked, cast):
    Post.update(role="grid_lead").where(Post.person == cast.outsider).execute()
    outsider = as_("outsider")
    assert (
        "prompt" not in outsider.get("/quarantine").text
        and "alert(1)" not in outsider.get("/quarantine").text
    )
    for what in ("release", "let-be"):
        assert act(outsider, what).status_code == 404
    assert Quarantine.get().settled is None


@pytest.mark.parametrize("id", ["0", "x", "-1", "9" * 30, "²", "1.0"])
def test_ids_that_are_none_are_not_found(as_, cast, id):
    assert act(as_("lead"), "release", id).status_code == 404


def test_the_list_shows_the_reason_and_runs_nothing(as_, revoked):
    text = as_("lead").get("/quarantine").text
    assert "这部手机已停用" in text and "王芳" in text
    assert "<script>alert" not in text and "alert(1)" in text


def test_a_released_op_is_applied_under_its_id(as_, revoked, cast, phone):
    answer = act(as_("lead"), "release")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert Visit.get().person_id == cast.worker.id
    assert Receipt.get().op == revoked["id"]
    row = Quarantine.get()
    assert (row.settled_by, Entry.select().where(Entry.verb == "release").count()) == (cast.lead.id, 1)
    assert "alert(1)" not in as_("lead").get("/quarantine").text
    SyncToken.update(revoked=None).execute()
    assert phone.one(revoked) == "duplicate"


def test_a_verdict_that_stands_is_judged_once_more_and_settled_by_a_correction(as_, phone):
    op = phone.op(body=visit(minutes=0))
    phone.send(op)
    act(as_("lead"), "release")
    assert phone.one(op) == "rejected bad-value" and Quarantine.get().settled is None
    assert phone.one(phone.op(supersedes=op["id"])) == "applied"
    assert Quarantine.get().settled is not None


def test_an_op_without_an_id_can_only_be_let_be(as_, phone):
    phone.send({"id": "x", "person": phone.person})
    assert act(as_("lead"), "release").status_code == 422
    assert act(as_("lead"), "let-be").status_code == 200
    assert Quarantine.get().settled is not None and Quarantine.get().raw == {
        "id": "x",
        "person": phone.person,
    }


def test_photos_of_a_kept_op_are_seen_by_its_supervisor_alone(as_, revoked, phone):
    data = picture()
    assert (
        phone.client.put(f"/api/v1/photos/{sha(data)}", data=data, headers=phone.headers).status_code == 201
    )
    assert as_("lead").get(f"/api/v1/photos/{sha(data)}?size=320").status_code == 200
    for name in ("desk", "outsider", "worker2"):
        assert as_(name).get(f"/api/v1/photos/{sha(data)}?size=320").status_code == 404


def test_a_release_from_another_site_is_refused(as_, revoked):
    answer = as_("lead").post(
        f"/quarantine/{Quarantine.get().id}/release", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403 and Visit.select().count() == 0


@pytest.fixture
def forged(phones, cast):
    """`forged("worker2", op)`: that person's phone sends an op in the worker's name; it is kept."""

    def send(hand, kind, body, person="worker", **more):
        other = phones(hand)
        op = other.op(kind, body, person=cast.people[person].id, **more)
        assert other.one(op) == "rejected other-person"
        return op

    return send


def test_a_fact_that_another_phone_sent_is_filed_with_who_sent_it_from_where_and_who_let_it_in(
    as_, cast, phones, forged
):
    op = forged("worker2", "visit.record", visit())
    page = as_("lead").get("/quarantine", headers={"Accept-Language": "en"}).text
    assert "in the name of 王芳" in page and "李强" in page and "Release it in the name of 王芳" in page
    assert act(as_("lead"), "release").status_code == 200
    assert Visit.get().person_id == cast.worker.id
    way = {"sender": cast.worker2.id, "device": phones("worker2").device, "released_by": cast.lead.id}
    assert Entry.get(Entry.op == op["id"]).body["came"] == way
    told = Entry.get(Entry.verb == "release").body
    assert {key: told[key] for key in way} == way and told["person"] == cast.worker.id


def test_a_note_that_another_phone_sent_says_so_on_the_matter(as_, cast, forged):
    matter = ops.report(cast.worker)
    forged("worker2", "matter.move", {"matter": matter.id, "move": "note", "text": "看过了"})
    act(as_("lead"), "release")
    line = as_("worker").get(f"/api/v1/matters/{matter.id}").json["ledger"][-1]
    assert line["by"] == cast.worker.id and line["text"] == "看过了"
    assert "由李强的手机发来，陈建国放行" in line["sentence"]
    assert line["came"]["sender"] == cast.worker2.id
    assert (
        "sent from 李强's phone, let in by 陈建国"
        in as_("worker")
        .get(f"/api/v1/matters/{matter.id}", headers={"Accept-Language": "en"})
        .json["ledger"][-1]["sentence"]
    )


@pytest.mark.parametrize(
    ("hand", "person", "supervisor", "move"),
    [
        ("worker2", "worker", "lead", {"move": "take"}),  # does not even see the matter
        ("worker2", "worker", "lead", {"move": "void", "reason": "duplicate"}),  # the finder's alone
        ("worker", "lead", "admin", {"move": "whistle", "to": ["unit:ZF01"], "text": "请来"}),
        ("outsider", "desk", "admin", {"move": "acknowledge"}),
    ],
)
def test_no_release_lends_anybody_powers_that_the_sender_lacks(
    as_, cast, forged, hand, person, supervisor, move
):
    matter = ops.report(cast.worker)
    before = Entry.select().where(Entry.kind == "matter").count()
    forged(hand, "matter.move", {"matter": matter.id, **move}, person)
    first = Quarantine.get()
    for _ in range(2):  # a refused release does not launder it either
        for row in list(Quarantine.select()):
            answer = act(as_(supervisor), "release", row.id)
            assert answer.status_code == 200
    assert Entry.select().where(Entry.kind == "matter").count() == before
    rows = list(Quarantine.select())
    assert [(row.id, row.sender) for row in rows] == [(first.id, cast.people[hand].id)]
    assert rows[0].name == "sender-may-not" and rows[0].settled is None


@pytest.mark.parametrize(
    "more",
    [{"settled": {"text": "没事了"}}, {"escalate": True}, {"urgency": "emergency"}],
    ids=lambda more: next(iter(more)),
)
@pytest.mark.parametrize("hand", ["outsider", "head"])
def test_a_report_that_moves_on_by_itself_is_no_mere_fact(as_, cast, forged, hand, more):
    body = {"matter": uuid7(), "text": "有人打架", "area": c.GRID2 if hand == "head" else c.GRID, **more}
    forged(hand, "matter.report", body, person="worker2" if hand == "head" else "worker")
    act(as_("admin"), "release")
    assert not Matter.select().exists() and Quarantine.get().name == "sender-may-not"


def test_a_bare_report_from_another_phone_is_filed_with_who_sent_it(as_, cast, forged):
    op = forged("worker2", "matter.report", {"matter": uuid7(), "text": "路灯坏了", "area": c.GRID})
    act(as_("lead"), "release")
    assert Matter.get().finder == cast.worker.id
    assert Entry.get(Entry.op == op["id"]).body["came"]["sender"] == cast.worker2.id


def test_nobody_ends_anothers_patrol_through_a_release(as_, cast, forged):
    patrol = walk.start(cast.worker)
    forged("worker2", "patrol.finish", {"patrol": patrol})
    act(as_("lead"), "release")
    assert Patrol.get_by_id(patrol).is_open() and Quarantine.get().name == "sender-may-not"


def test_a_move_that_both_may_make_is_made_and_one_of_a_leaver_is_not(as_, cast, forged):
    Post.create(id="p2", person=cast.worker2, area=c.GRID, role="grid_worker")
    matter = ops.report(cast.worker)
    forged("worker2", "matter.move", {"matter": matter.id, "move": "take"})
    act(as_("lead"), "release")
    entry = Entry.get(Entry.verb == "take")
    assert (entry.by, entry.body["came"]["sender"]) == (cast.worker.id, cast.worker2.id)
    other = ops.report(cast.worker)
    forged("worker2", "matter.move", {"matter": other.id, "move": "take"})
    ending.disable(None, cast.worker2)
    row = Quarantine.get(Quarantine.settled.is_null())
    act(as_("lead"), "release", row.id)
    assert Entry.select().where(Entry.verb == "take").count() == 1


def test_ones_own_work_from_a_phone_that_was_ended_is_filed_with_who_let_it_in(as_, revoked, cast, phone):
    act(as_("lead"), "release")
    way = Entry.get(Entry.op == revoked["id"]).body["came"]
    assert way == {"sender": cast.worker.id, "device": phone.device, "released_by": cast.lead.id}
