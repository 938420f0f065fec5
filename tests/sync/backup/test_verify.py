"""`gridwalk verify`: nothing to say of a whole store, and a line and status 1 for whatever is not as it should be."""

from __future__ import annotations

import apsw
import pytest

from app import cli
from app.areas.models import Post
from app.board.models import ClearedPhoto, Clearing
from app.core import db, secret
from app.evidence import storage
from app.evidence.models import Photo
from app.ledger.models import Entry
from app.matters import rekeying, search_index, terms
from app.matters.models import Matter
from app.matters.terms import MatterTerm
from app.requests.models import Poster
from app.sync.models import Receipt
from tests import cast as c
from tests.evidence.pictures import picture, sha
from tests.matters import ops


@pytest.fixture
def lived_in(phone, as_):
    """A store with a matter, a visit and a photo; the photo's name."""
    data = picture()
    op = phone.op(
        "matter.report", body={"matter": None, "category": "other", "text": "灯"}, photos=[sha(data)]
    )
    op["body"]["matter"] = op["id"]
    assert {r["status"] for r in phone.send(op, phone.op(), phone.op("no.such"))} == {"applied", "rejected"}
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    return sha(data)


def lines(run):
    """(status, the lines of faults)."""
    status, said = run("verify")
    assert "Traceback" not in said
    return status, [
        line for line in said.splitlines() if not line.startswith(("checking", "whole", "store: "))
    ]


@pytest.mark.both
def test_a_whole_store_has_nothing_to_be_said_of(run, lived_in):
    status, said = run("verify")
    assert status == 0 and "\nwhole: " in f"\n{said}" and "1 photos" in said


@pytest.mark.both
def test_every_fault_of_ledger_receipts_and_photos_has_its_line(run, store, lived_in):
    matter = Matter.get()
    report = Entry.get(Entry.seq == matter.seq)
    visit = Entry.get(Entry.kind == "visit")
    Entry.delete().where(Entry.seq == report.seq).execute()
    Receipt.delete().where(Receipt.op == visit.op).execute()
    Entry.update(by="nobody").where(Entry.seq == visit.seq).execute()
    storage.original(lived_in).write_bytes(picture(seed=7))
    status, said = lines(run)
    assert status == 1
    assert f"ledger: matter {matter.number}: its last entry is not there" in said
    assert f"ledger: matter {matter.number}: no entry says who reported it" in said
    assert f"ledger: matter {matter.number}: it has changed more often than entries tell" in said
    assert f"receipt {report.op}: the ledger has no entry of it" in said
    assert f"ledger: entry {visit.seq}: the record that made it has no receipt" in said
    assert f"ledger: entry {visit.seq}: the person who wrote it is not there" in said
    assert f"photo {lived_in}: its bytes are damaged" in said
    wanted = 7
    if store.database_file is not None:  # its numbers have no gaps by themselves
        assert any(line.startswith("ledger: 1 of its entries up to ") for line in said)
        wanted += 1
    assert said[-1] == f"{wanted} fault(s)" and len(said) == wanted + 1


@pytest.mark.both
def test_one_entry_in_the_middle_of_a_matter_is_missed(run, store, cast):
    matter = ops.report(cast.worker, escalate=True)
    note = ops.move(cast.worker, matter, "note", text="一句话")
    ops.move(cast.desk, matter, "acknowledge")
    Entry.delete().where(Entry.seq == note.seq).execute()
    status, said = lines(run)
    assert status == 1
    assert f"ledger: matter {matter.number}: it has changed more often than entries tell" in said


def test_an_index_or_a_trigger_that_is_gone_is_named(run, lived_in):
    db.database.execute_sql("drop index matter_merged_into")
    db.database.execute_sql("drop trigger rarely_moved_area_insert")
    status, said = lines(run)
    assert status == 1 and said[-1] == "2 fault(s)"
    assert [line.split(" is not there")[0] for line in said[:2]] == [
        "database: index matter_merged_into",
        "database: trigger rarely_moved_area_insert",
    ]


@pytest.mark.both
def test_a_matter_that_a_list_has_lost_and_a_row_too_many_are_named(run, lived_in):
    matter = Matter.get()
    MatterTerm.delete().where(MatterTerm.term == f"area:{c.GRID}").execute()
    assert lines(run) == (1, [f"lists: matter {matter.number} does not stand where it should", "1 fault(s)"])
    Matter.update(keyed=None).execute()
    MatterTerm.delete().execute()
    rekeying.fill()
    assert lines(run)[0] == 0
    search_index.fill()
    Matter.update(text="换了").where(Matter.id == matter.id).execute()
    assert lines(run) == (1, ["search: 1 matter(s) are not found by what they say", "1 fault(s)"])
    Matter.update(indexed=None).where(Matter.id == matter.id).execute()
    assert lines(run)[0] == 0
    MatterTerm.create(term="area:nowhere", list=terms.OVER, place=1, matter=matter.id)
    assert lines(run) == (1, ["lists: 1 row(s) belong to no matter as it stands", "1 fault(s)"])


@pytest.mark.both
def test_a_photo_that_is_gone_and_one_of_the_wrong_length_are_named(run, lived_in):
    storage.original(lived_in).unlink()
    assert lines(run)[1] == [f"photo {lived_in}: its bytes are missing", "1 fault(s)"]
    storage.original(lived_in).write_bytes(picture()[:-1])
    assert lines(run)[1] == [f"photo {lived_in}: its bytes are damaged", "1 fault(s)"]


def test_a_masked_copy_of_the_board_that_is_gone_is_named(run, lived_in):
    matter = Matter.get().id
    Clearing.create(matter=matter, said="灯", done="好", saved=1, saved_by="desk")
    ClearedPhoto.create(
        matter=matter, source=lived_in, digest="ab" * 32, side="after", sort=0, width=4, height=3, marks={}
    )
    assert lines(run) == (1, [f"cleared {'ab' * 32}: its bytes are missing", "1 fault(s)"])


@pytest.mark.sqlite
def test_rows_that_name_what_is_not_there_and_a_damaged_page_are_named(run, store, lived_in, capsys):
    db.database.close()
    connection = apsw.Connection(str(store.database_file))
    connection.execute("pragma foreign_keys=off")
    connection.execute("update post set person_id = 'nobody' where area_id = ?", (c.GRID2,))
    connection.close()
    assert lines(run) == (1, ["database: 1 of post name a person that is not there", "1 fault(s)"])
    db.database.close()
    with store.database_file.open("r+b") as file:
        file.write(b"\x5a" * 4096)
    assert cli.main(["verify"], store) == 1
    assert capsys.readouterr().out == "database: file is not a database\n"


def test_the_secret_is_missed_once_a_code_was_signed_with_it(run, store, cast):
    assert run("verify")[0] == 0  # a fresh store makes it when it is needed
    secret.read_or_create(store.secret_file)
    Poster.create(code="abcd", kind="building", area=Post.get().area_id, made=1)
    assert run("verify")[0] == 0
    store.secret_file.unlink()
    status, said = lines(run)
    assert status == 1 and "secret" in said[0] and said[1] == "1 fault(s)"


def test_a_store_of_another_version_is_not_judged(run, store, cast):
    db.database.execute_sql(
        "insert into schema_migration (name, applied) values ('9999_later', '2030-01-01')"
    )
    assert run("verify")[0] == 2
    assert Photo.select().count() == 0
