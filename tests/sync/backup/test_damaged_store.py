"""A damaged database is never called backed up, and the last good backup stays where it is."""

from __future__ import annotations

import apsw
import pytest

from app import cli
from app.core import db
from tests import cast as c

pytestmark = pytest.mark.sqlite

PAGE = 4096


@pytest.fixture
def back_up(store, capsys):
    """Back this store up into a folder; (exit status, what was said)."""

    def back_up_(folder):
        db.let_go()
        status = cli.main(["backup", str(folder)], store)
        db.let_go()
        said = capsys.readouterr()
        return status, said.out + said.err

    return back_up_


@pytest.fixture
def live(store):
    """The database's file, folded into one and closed."""
    db.connect()
    db.database.execute_sql("pragma wal_checkpoint(truncate)")
    db.database.close()
    return store.data_dir / "gridwalk.db"


def first_page_of(file, table):
    connection = apsw.Connection(str(file))
    page = connection.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchone()[0]
    connection.close()
    return page


def overwrite(file, page, data):
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        opened.write(data)


def orphan(file):
    """A post of nobody."""
    connection = apsw.Connection(str(file))
    connection.execute("pragma foreign_keys=off")
    connection.execute("update post set person_id = 'nobody' where area_id = ?", (c.GRID2,))
    connection.close()


def refused(back_up, folder, words):
    """A backup over a good one is refused with these words, and the good one is as it was."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, said = back_up(folder)
    assert status == 1 and words in said and "no backup was made" in said and "Traceback" not in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_page_overwritten_is_found_whatever_it_held(back_up, cast, live, tmp_path):
    good = tmp_path / "b"
    assert back_up(good)[0] == 0
    whole = live.read_bytes()
    pages = [1, first_page_of(live, "area"), first_page_of(live, "post"), first_page_of(live, "receipt")]
    for page in pages:
        for rubbish in (bytes(PAGE), b"\x5a" * PAGE):
            live.write_bytes(whole)
            overwrite(live, page, rubbish)
            refused(back_up, good, "the database is damaged")
    live.write_bytes(whole)
    assert back_up(good)[0] == 0


def test_an_index_that_lacks_a_row_is_found(back_up, cast, live, tmp_path):
    good = tmp_path / "b"
    assert back_up(good)[0] == 0
    connection = apsw.Connection(str(live))
    connection.execute("pragma writable_schema=on")
    # an index over part of the rows, whose description then says that it holds all of them
    connection.execute("create index lacking on person (name) where name < '李'")
    connection.execute(
        "update sqlite_master set sql = 'create index lacking on person (name)' where name = 'lacking'"
    )
    connection.close()
    refused(back_up, good, "index lacking")


def test_a_row_that_names_what_is_not_there_is_found(back_up, cast, live, tmp_path):
    good = tmp_path / "b"
    assert back_up(good)[0] == 0
    orphan(live)
    refused(back_up, good, "1 of post name a person that is not there")
