"""A flood of what cannot be applied fills no store, and weeks of an honest phone's work lose nothing."""

from __future__ import annotations

import pytest

from app.core import clock
from app.evidence.models import PhotoUse
from app.people import tokens
from app.people.models import SyncToken
from app.sync.batch import allowance, receipts
from app.sync.models import Quarantine
from app.sync.review import retention
from tests.sync.phone import Phone, said, visit


@pytest.fixture
def lost(phone):
    """The worker's phone, ended."""
    tokens.revoke(SyncToken.device == phone.device)
    return phone


def test_three_weeks_of_an_honest_phones_work_are_kept_whole(lost):
    a_day, a_piece = 200, 600 * 50  # ops; bytes of ten minutes of a track
    assert 21 * a_day <= allowance.PHONE_OPS and 21 * 6 * 4 * a_piece <= allowance.PHONE_BYTES
    ops = [lost.op() for _ in range(a_day)]
    for start in range(0, a_day, 50):
        assert {said(one) for one in lost.send(*ops[start : start + 50])} == {"rejected revoked"}
    kept = {row.op: row for row in Quarantine.select()}
    assert set(kept) == {op["id"] for op in ops} and all(kept[op["id"]].raw == op for op in ops)
    assert all(row.bytes > 100 for row in kept.values())


@pytest.mark.both
def test_beyond_its_allowance_a_phone_leaves_a_count_and_keeps_the_op_itself(lost, as_, monkeypatch):
    monkeypatch.setattr(allowance, "PHONE_OPS", 20)
    ops = [lost.op() for _ in range(50)]
    assert {said(one) for one in lost.send(*ops)} == {"rejected revoked"}
    line = Quarantine.get(Quarantine.digest == allowance.OVER)
    assert (line.times, line.raw, line.bytes) == (30, None, 0)
    assert Quarantine.select().count() == 21
    kept = {row.op for row in Quarantine.select()}
    assert set(receipts.lacking([op["id"] for op in ops], lost.person)) == {op["id"] for op in ops} - kept
    lost.send(*ops)  # the same once more takes no more room
    assert Quarantine.select().count() == 21
    shown = as_("lead").get("/quarantine").text
    assert "只记了条数" in shown and "来过 60 次" in shown
    oldest = Quarantine.select().order_by(Quarantine.id).first()
    as_("lead").post(f"/quarantine/{line.id}/let-be", headers={"HX-Request": "true"})
    clock.freeze(clock.now() + 181 * clock.DAY)
    retention.forget()
    assert Quarantine.get_by_id(oldest.id).bytes == 0
    SyncToken.update(expires=clock.now() + clock.DAY).execute()
    assert said(lost.send(ops[-1])[0]) == "rejected revoked"  # and when there is room again it is kept
    assert Quarantine.get(Quarantine.op == ops[-1]["id"]).raw == ops[-1]


def test_neither_large_ops_nor_ever_other_phones_get_round_it(lost, as_, cast, monkeypatch):
    monkeypatch.setattr(allowance, "PHONE_BYTES", 20_000)
    monkeypatch.setattr(allowance, "PERSON_OPS", 12)
    lost.send(*[lost.op(body=visit(text="长" * 2000)) for _ in range(10)])
    size = sum(row.bytes for row in Quarantine.select())
    assert 6_000 < size <= 20_000
    for n in range(5):
        lost.device = f"0190f3c2-7b3a-7c4d-8e5f-00000000000{n}"
        lost.send(*[lost.op() for _ in range(10)])
    assert Quarantine.select().where(Quarantine.bytes > 0).count() == 12
    assert Quarantine.select().where(Quarantine.digest == allowance.OVER).count() == 1
    other = Phone(as_, cast, "worker2")
    assert said(other.send(other.op(body=visit(minutes=0)))[0]) == "rejected bad-value"
    assert Quarantine.get(Quarantine.sender == other.person).raw is not None


def test_what_is_forgotten_names_its_photos_no_more(lost):
    lost.send(*[lost.op(photos=["a" * 64]) for _ in range(3)])
    assert PhotoUse.select().where(PhotoUse.kind == "quarantine").count() == 3
    clock.freeze(clock.now() + 181 * clock.DAY)
    assert retention.forget() == 3 and PhotoUse.select().count() == 0
