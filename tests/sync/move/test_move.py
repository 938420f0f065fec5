"""A store that moves from SQLite to PostgreSQL and back, with its photos: the same row by row, wherever it was interrupted."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

import apsw
import pytest

from app import cli, open_store
from app.core import db, migrate
from app.evidence import storage
from app.settings import ROOT, Settings
from app.sync.backup import verification
from app.sync.move import side
from tests.evidence.pictures import picture, sha
from tests.matters import ops
from tests.sync.phone import Phone

EVERYTHING = 'select * from "{}"'


@pytest.fixture
def lived_in(store, cast, as_):
    """A SQLite store with matters, patrols, an op refused, photos and numbers that were used up; its settings."""
    phone = Phone(as_, cast)
    data = picture()
    phone.send(phone.start(), phone.op(photos=[sha(data)]), phone.op("no.such"))
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    ops.report(cast.worker, escalate=True)
    ops.report(cast.worker, text="灯不亮 \\ \t 〔一〕")
    return store


@pytest.fixture
def empty_postgres(postgres):
    """A function that makes a database with nothing in it and says its address."""
    import psycopg

    from tests.conftest import _named

    made = []

    def make():
        name = f"m{os.getpid()}x{len(made)}"
        with psycopg.connect(postgres, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{name}" with (force)')
            admin.execute(f'create database "{name}"')
        made.append(name)
        return _named(postgres, name)

    return make


@pytest.fixture
def run(capsys):
    """Type `gridwalk move` with these settings: (status, what it said)."""

    def typed(settings, *argv):
        db.database.close()
        status = cli.main(["move", *map(str, argv)], settings)
        said = capsys.readouterr()
        return status, said.out + said.err

    return typed


def content(url):
    """Table → its rows, as they are compared, in no order; without what a move notes of itself."""
    with contextlib.closing(side.opened(url)) as one:
        rows = {
            table.name: sorted((side.plain(row) for row in side.batch(one, table, None, 10**6)), key=repr)
            for table in one.tables()
        }
    return rows | {"meta": [row for row in rows["meta"] if verification.MOVED not in row]}


def same(one, other):
    assert one.keys() == other.keys()
    for table in one:
        assert sorted(map(str, map(normal, one[table]))) == sorted(map(str, map(normal, other[table]))), table


def normal(row):
    return tuple(int(value) if isinstance(value, bool) else value for value in row)


def test_a_target_with_anything_of_somebody_elses_is_left_alone(lived_in, run, empty_postgres, tmp_path):
    import psycopg

    url, file = empty_postgres(), tmp_path / "strange.db"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("create table theirs (a int)")
    apsw.Connection(str(file)).execute("create table theirs (a)")
    for target in (url, f"sqlite:///{file}"):
        status, said = run(lived_in, "--to", target)
        assert status == 1 and "not empty" in said and "Traceback" not in said
    status, said = run(lived_in, "--to", lived_in.database_url)
    assert status == 1 and "nothing was done" in said
    assert run(lived_in, "--to", "mysql://host/name")[0] == 2 and run(lived_in)[0] == 2


def test_to_postgres_and_back_nothing_is_another_and_counting_goes_on(
    lived_in, run, empty_postgres, tmp_path, s3, cast, as_
):
    before, numbers = content(lived_in.database_url), db.Meta.value_of("epoch")
    bytes_of = {path.name: path.read_bytes() for path in storage.folder().rglob("originals/*/*")}
    url, bucket = empty_postgres(), s3.bucket()
    status, said = run(lived_in, "--to", url, "--evidence", bucket)
    assert status == 0 and "photos: 1" in said, said
    status, said = run(lived_in, "--to", url, "--evidence", bucket)
    assert status == 1 and "was moved there before" in said and "nothing was done" in said
    there = Settings(data_dir=lived_in.data_dir, database_url=url, evidence_url=bucket, demo=True)
    same(before, content(url))
    open_store(there)
    assert {sha256: storage.original(sha256).read_bytes() for sha256 in bytes_of} == bytes_of and bytes_of
    assert db.Meta.value_of("epoch") == numbers
    with contextlib.suppress(ZeroDivisionError), db.transaction():
        given_up = ops.report(cast.worker).seq
        raise ZeroDivisionError
    more = ops.report(cast.worker)
    assert more.seq > given_up > max(row[0] for row in before["entry"])
    db.database.close()
    assert cli.main(["verify"], there) == 0

    middle = content(url)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    status, said = run(there, "--to", back, "--evidence", f"file://{tmp_path / 'photos'}")
    assert status == 0, said
    same(middle, content(back))
    home = Settings(
        data_dir=lived_in.data_dir, database_url=back, evidence_url=f"file://{tmp_path / 'photos'}", demo=True
    )
    open_store(home)
    assert {sha256: storage.original(sha256).read_bytes() for sha256 in bytes_of} == bytes_of
    assert ops.report(cast.worker).seq > more.seq
    db.database.close()
    assert cli.main(["verify"], home) == 0
    open_store(home)
    db.database.execute_sql("delete from entry where seq = (select max(seq) - 1 from entry)")
    db.database.close()
    assert cli.main(["verify"], home) == 1
    same(before, content(lived_in.database_url))  # the first store stays as it was


def killed_after(store, url, lines):
    """`gridwalk move`, killed when it has said so many lines."""
    env = {
        **os.environ, "DATA_DIR": str(store.data_dir), "DATABASE_URL": "", "EVIDENCE_URL": "", "GRIDWALK_DEMO": "1",
    }  # fmt: skip
    env.pop("GRIDWALK_SETTINGS", None)
    command = [sys.executable, "-m", "app.cli", "move", "--to", url]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    for _ in range(1 + lines):
        process.stderr.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


@pytest.mark.sqlite
def test_killed_anywhere_it_goes_on_when_it_is_typed_again(lived_in, run, empty_postgres):
    url = empty_postgres()
    db.database.close()
    for lines in (1, 12, 40):
        killed_after(lived_in, url, lines)
    open_store(Settings(data_dir=lived_in.data_dir, database_url=url))
    with pytest.raises(migrate.Unmigrated, match="gridwalk move"):
        migrate.require()
    db.database.close()
    status, said = run(lived_in, "--to", url)
    assert status == 0, said
    same(content(lived_in.database_url), content(url))


@pytest.mark.sqlite
def test_the_begun_copy_of_another_store_is_not_gone_on_with(lived_in, run, empty_postgres):
    url = empty_postgres()
    killed_after(lived_in, url, 3)
    db.Meta.write("epoch", "of another store")
    status, said = run(lived_in, "--to", url)
    assert status == 1 and "another store" in said
