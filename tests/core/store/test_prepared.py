"""Prepared queries say what peewee would say, with what was given, on both databases."""

from __future__ import annotations

import pytest

from app.core import db
from app.core.prepared import Prepared, given, insertion, replacement
from app.ledger.models import Entry
from app.ledger.record import CHAIN
from app.matters.models import Counter
from app.sync.models import Receipt
from tests.sync.phone import new_id

pytestmark = pytest.mark.both

NEW = Prepared(lambda: insertion(Entry, "seq", *CHAIN).returning(Entry.seq))
OF = Prepared(
    lambda: Entry.select(Entry.seq, Entry.body, Entry.skewed).where(Entry.subject == given("subject"))
)
ROW = {
    "kind": "matter", "subject": "a", "verb": "note", "by": None, "actor": "person", "at": 1, "received": 2,
    "skewed": True, "imported": False, "op": None, "area": None, "level": None, "unit": None, "person": None,
    "place": None, "text": "“好”", "photos": ["x"], "body": {"原因": [1, None]},
}  # fmt: skip


def test_a_hole_that_nothing_fills_is_an_error_and_changes_nothing(store):
    with pytest.raises(KeyError, match="text"):
        NEW.value(**{key: value for key, value in ROW.items() if key != "text"})
    assert Entry.select().count() == 0


def test_what_is_given_is_data_and_never_a_part_of_the_query(store):
    NEW.value(**ROW)
    for odd in ("a' or '1'='1", 'a" --', "a; drop table entry", "%s", "?"):
        assert OF.rows(subject=odd) == []
    assert Entry.select().count() == 1


def test_json_is_written_and_read_as_the_model_does(store):
    with db.transaction():
        seq = NEW.value(**ROW)
        NEW.value(**{**ROW, "subject": "b", "body": None})
    row = Entry.get_by_id(seq)
    assert (row.body, row.photos, row.text, row.skewed) == (
        ROW["body"],
        ROW["photos"],
        ROW["text"],
        True,
    )
    found = OF.row(subject="a")
    assert found is not None and found == (seq, ROW["body"], True) and found[2] is True
    assert OF.row(subject="b")[1] is None and OF.row(subject="c") is None and OF.value(subject="c") is None


def test_a_whole_row_takes_the_place_of_the_one_with_its_key_and_of_no_other(store):
    same = Prepared(lambda: replacement(Counter))
    for day in ("261129", "261130"):
        Counter.create(day=day, last=1)
    assert same.change(day="261129", last=7) == 1 and same.change(day="none", last=7) == 0
    assert dict(Counter.select(Counter.day, Counter.last).tuples()) == {"261129": 7, "261130": 1}


def test_a_whole_row_comes_back_as_the_model_reads_it(store):
    whole = Prepared(lambda: Entry.select().where(Entry.seq == given("seq")))
    seq = NEW.value(**ROW)
    assert whole.one_of(Entry, seq=seq).__data__ == Entry.get_by_id(seq).__data__
    assert whole.one_of(Entry, seq=seq + 1) is None


def test_another_store_is_asked_itself(store, tmp_path):
    there = Prepared(lambda: Receipt.select(Receipt.op).where(Receipt.op == given("op")))
    op, here = new_id(), db.database.obj
    assert not there.holds(op=op)
    try:
        db.use(f"sqlite:///{tmp_path}/other.db")
        db.database.create_tables([Receipt])
        Receipt.create(op=op, person="p", digest="d", type="t", status="applied")
        assert there.holds(op=op)
        db.database.close()
    finally:
        db.database.initialize(here)
    assert not there.holds(op=op)
