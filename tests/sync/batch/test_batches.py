"""Batches: order, dependencies, circles, corrections, and what the server lacks."""

from __future__ import annotations

import pytest

from app.areas.models import Post
from app.patrol.models import Patrol
from app.sync.models import Quarantine, Receipt
from tests.sync.phone import new_id, said, visit


def walk(phone, patrol):
    """A mark in a patrol, which is deferred until the patrol is there."""
    return phone.op("patrol.mark", {"patrol": patrol, "area": "33039900100100101001", "how": "qr"})


def statuses(results):
    return [said(result) for result in results]


def test_results_stand_in_the_order_sent_whatever_the_order_of_judging(phone):
    start = phone.start()
    mark = walk(phone, start["body"]["patrol"]) | {"deps": [start["id"]]}
    results = phone.send(mark, phone.op("no.such"), start)
    assert [result["id"] for result in results][::2] == [mark["id"], start["id"]]
    assert statuses(results) == ["applied", "rejected unknown-type", "applied"]


def test_seq_orders_a_lane_within_a_batch(phone):
    start = phone.start(seq=4, lane="patrol")
    mark = walk(phone, start["body"]["patrol"]) | {"seq": 9, "lane": "patrol"}
    assert statuses(phone.send(mark, start)) == ["applied", "applied"]


def test_gaps_in_seq_and_late_lower_numbers_are_fine(phone):
    assert statuses(phone.send(phone.op(seq=1000))) == ["applied"]
    assert statuses(phone.send(phone.op(seq=3), phone.op(seq=3))) == ["applied", "applied"]


def test_a_dependency_that_is_not_here_defers_and_is_not_remembered(phone):
    first = phone.op()
    second = phone.op(deps=[first["id"]])
    assert phone.one(second) == "deferred"
    assert Receipt.select().count() == 0 and Quarantine.select().count() == 0
    assert statuses(phone.send(first, second)) == ["applied", "applied"]


def test_what_the_body_names_and_is_not_here_or_out_of_reach_defers(phones):
    start = phones("worker").start()
    assert phones("worker").one(walk(phones("worker"), start["body"]["patrol"])) == "deferred"
    phones("worker").send(start)
    assert phones("outsider").one(walk(phones("outsider"), start["body"]["patrol"])) == "deferred"


def test_a_refused_op_holds_back_only_what_depends_on_it(phone):
    bad = phone.op(body=visit(minutes=0))
    child = phone.op(deps=[bad["id"]])
    grandchild = phone.op(deps=[child["id"]])
    assert statuses(phone.send(bad, child, grandchild, phone.op())) == [
        "rejected bad-value", "deferred", "deferred", "applied",
    ]  # fmt: skip
    assert phone.one(child) == "deferred"


def test_a_circle_is_rejected_and_what_hangs_on_it_deferred(phone):
    a, b, alone, after = phone.op(), phone.op(), phone.op(), phone.op()
    a["deps"], b["deps"], after["deps"], alone["deps"] = [b["id"]], [a["id"]], [a["id"]], [alone["id"]]
    results = phone.send(a, b, alone, after, phone.op())
    assert statuses(results) == ["rejected cycle"] * 3 + ["deferred", "applied"]
    assert phone.one({**a, "deps": []}) == "rejected cycle"


def test_a_long_chain_sent_backwards_is_applied(phone):
    chain = [phone.op(lane=str(number)) for number in range(50)]
    for one, before in zip(chain[1:], chain, strict=False):
        one["deps"] = [before["id"]]
    assert set(statuses(phone.send(*reversed(chain)))) == {"applied"}


def test_the_same_op_twice_in_a_batch_counts_once(phone):
    op = phone.op()
    assert statuses(phone.send(op, op, {**op, "body": visit()})) == [
        "applied",
        "duplicate",
        "conflict conflict",
    ]


@pytest.mark.both
def test_a_correction_satisfies_what_depended_on_what_it_replaces(phone):
    bad = phone.op(body=visit(minutes=0))
    child = phone.op(deps=[bad["id"]])
    assert statuses(phone.send(bad, child)) == ["rejected bad-value", "deferred"]
    assert statuses(phone.send(child, phone.op(supersedes=bad["id"]))) == ["applied", "applied"]
    assert Quarantine.get().settled is not None


def test_a_correction_of_a_correction_counts_for_the_first(phone):
    first = phone.op(body=visit(minutes=0))
    second = phone.op(body=visit(minutes=0), supersedes=first["id"])
    third = phone.op(supersedes=second["id"])
    child = phone.op(deps=[first["id"]])
    assert statuses(phone.send(first, second)) == ["rejected bad-value"] * 2
    assert statuses(phone.send(third, child)) == ["applied", "applied"]
    assert phone.one(phone.op(supersedes=first["id"])) == "rejected superseded-late"


def test_a_replaced_op_that_comes_later_is_rejected(phone):
    first = phone.op()
    assert phone.one(phone.op(supersedes=first["id"])) == "applied"
    assert phone.one(first) == "rejected superseded"
    assert phone.one(first) == "rejected superseded"


def test_an_applied_op_cannot_be_replaced(phone):
    first = phone.op()
    late = phone.op(supersedes=first["id"])
    assert statuses(phone.send(first, late)) == ["applied", "rejected superseded-late"]
    assert phone.one(late) == "rejected superseded-late"
    assert phone.one(first) == "duplicate"


def test_nobody_replaces_what_is_another_persons(phones):
    first = phones("worker").op()
    assert phones("outsider").one(phones("outsider").op(
        "patrol.start", {"patrol": new_id()}, supersedes=first["id"]
    )) == "applied"  # fmt: skip
    assert phones("worker").one(first) == "applied"


def test_an_op_cannot_replace_itself(phone):
    op = phone.op()
    assert phone.one({**op, "supersedes": op["id"]}) == "rejected bad-value"


def test_children_of_a_rejected_start_are_deferred_not_orphans(phone):
    Post.update(ends="2020-01-01").where(Post.person == phone.person).execute()
    start = phone.start()
    track = {"patrol": start["body"]["patrol"], "t": [1], "lat": [1], "lon": [1], "acc": [1]}
    child = phone.op("patrol.track", track, deps=[start["id"]])
    assert statuses(phone.send(start, child)) == ["rejected no-post", "deferred"]
    Post.update(ends="9999-12-31").where(Post.person == phone.person).execute()
    assert statuses(phone.send(start, child)) == ["applied", "applied"]
    assert Patrol.select().count() == 1


def test_a_fact_counts_under_a_post_held_when_it_happened(phone):
    Post.update(begins="2026-01-01", ends="2026-02-01").where(Post.person == phone.person).execute()
    then = {"at": "2026-01-15T09:00:00+08:00"}
    body = visit(started="2026-01-15T08:30:00+08:00")
    assert statuses(phone.send(phone.start(**then), phone.op(body=body, **then), phone.start())) == [
        "applied", "applied", "rejected no-post",
    ]  # fmt: skip


def test_lacking_names_what_left_no_verdict(phone):
    done, refused, waits, changeable = (
        phone.op(),
        phone.op(body=visit(minutes=0)),
        phone.op(deps=[new_id()]),
        phone.op("no.such"),
    )
    never = new_id()
    ops = [done, refused, waits, changeable]
    answer = phone.post(ops, have=[op["id"] for op in ops] + [never, never]).json
    assert answer["lacking"] == [waits["id"], never]


def test_lacking_is_told_whatever_the_epoch_and_only_of_ones_own(phones):
    op = phones("worker").op()
    phones("worker").send(op)
    assert phones("worker").post([], epoch="old", have=[op["id"]]).json["lacking"] == []
    assert phones("outsider").post([], have=[op["id"]]).json["lacking"] == [op["id"]]


def test_what_a_supervisor_keeps_is_not_lacking(phones):
    op = phones("worker").op()
    assert phones("outsider").one(op) == "rejected other-person"
    assert phones("outsider").post([], have=[op["id"]]).json["lacking"] == []
