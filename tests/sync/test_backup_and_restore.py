"""Backup and restore: what is refused, what comes back, and how phones bring the rest."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pytest

from app import cli, open_store
from app.core import db, secret
from app.evidence import storage
from app.evidence.models import Photo
from app.patrol.models import Visit
from app.people import tokens
from app.people.models import SyncToken
from app.settings import Settings
from app.sync.models import Receipt
from tests.evidence.pictures import picture, sha


@pytest.fixture
def run(store, monkeypatch, capsys):
    """Run an operator's verb on this store; (exit status, what it said)."""
    monkeypatch.setattr(cli, "load", lambda: store)

    def run(*argv):
        db.database.close()
        status = cli.main([str(arg) for arg in argv])
        db.connect()
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_what_is_no_backup_is_refused_and_changes_nothing(run, phone, tmp_path):
    phone.send(phone.op())
    epoch = db.Meta.read("epoch")
    (tmp_path / "junk").write_bytes(b"junk")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("junk", "empty.zip", "absent"):
        status, said = run("restore", tmp_path / name)
        assert status == 1 and "nothing was changed" in said
    assert run("restore")[0] == 2
    assert (db.Meta.read("epoch"), Visit.select().count()) == (epoch, 1)


def test_a_damaged_backup_is_refused(run, tmp_path, cast):
    assert run("backup", tmp_path / "b")[0] == 0
    with zipfile.ZipFile(tmp_path / "b") as old, zipfile.ZipFile(tmp_path / "damaged", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:-10] if name == "gridwalk.db" else data)
    status, said = run("restore", tmp_path / "damaged")
    assert status == 1 and "damaged" in said


def test_a_store_in_use_is_not_restored_over(run, tmp_path, store, cast):
    assert run("backup", tmp_path / "b")[0] == 0
    hold = "import apsw,sys; c=apsw.Connection(sys.argv[1]); c.execute('select * from meta').fetchall(); print('held',flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(store.data_dir / "gridwalk.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert other.stdout.readline() == b"held\n"
    status, said = run("restore", tmp_path / "b")
    other.communicate(b"\n")
    assert status == 1 and "stop the server" in said
    assert run("restore", tmp_path / "b")[0] == 0


@pytest.mark.both
def test_postgres_is_pointed_to_its_own_tools(store, run, tmp_path, cast):
    status, said = run("backup", tmp_path / "b")
    if store.database_url.startswith("sqlite"):
        assert status == 0
    else:
        assert status == 1 and "pg_dump" in said and not (tmp_path / "b").exists()
    epoch = db.Meta.read("epoch")
    assert run("restore", "--epoch-only")[0] == 0
    assert db.Meta.read("epoch") != epoch


def test_work_received_since_the_backup_comes_back_by_itself(run, phone, as_, tmp_path):
    data = picture()
    before = phone.op()
    phone.send(before)
    assert run("backup", tmp_path / "b")[0] == 0
    after, refused = phone.op(photos=[sha(data)]), phone.op("no.such")
    phone.send(after, refused)
    as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data)
    epoch = phone.post([]).json["epoch"]

    assert run("restore", tmp_path / "b")[0] == 0

    assert Visit.select().count() == 1 and Photo.select().count() == 0
    answer = phone.post([], epoch=epoch, have=[before["id"], after["id"]]).json
    assert answer["epoch"] != epoch and answer["lacking"] == [after["id"]]
    results = phone.send(before, after)
    assert [result["status"] for result in results] == ["duplicate", "applied"]
    assert results[1]["missing"] == [sha(data)]
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    assert (Visit.select().count(), Receipt.select().count()) == (2, 2)


def test_a_phone_ended_since_the_backup_stays_ended(run, phone, tmp_path):
    assert run("backup", tmp_path / "b")[0] == 0
    tokens.revoke(SyncToken.device == phone.device)
    assert run("restore", tmp_path / "b")[0] == 0
    assert phone.one(phone.op()) == "rejected revoked"


def test_photos_whose_bytes_are_gone_are_awaited_again(run, phone, as_, tmp_path):
    data = picture()
    op = phone.op(photos=[sha(data)])
    phone.send(op)
    as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data)
    assert run("backup", tmp_path / "b")[0] == 0
    storage.original(sha(data)).unlink()
    assert run("restore", tmp_path / "b")[0] == 0
    assert phone.send(op)[0]["missing"] == [sha(data)]


def test_the_store_before_stays_beside_and_the_secret_comes_along(run, store, phone, tmp_path):
    first = secret.read(store.secret_file)
    assert store.secret_file.stat().st_mode & 0o777 == 0o600
    assert run("backup", tmp_path / "b")[0] == 0
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    secret.replace(store.secret_file, b"another")
    phone.send(phone.op())
    assert run("restore", tmp_path / "b")[0] == 0
    assert secret.read(store.secret_file) == first == secret.read(store.secret_file)
    kept = list(store.data_dir.glob("gridwalk.db.before-*"))
    assert len(kept) == 1
    open_store(Settings(data_dir=store.data_dir, database_url=f"sqlite:///{kept[0]}"))
    db.connect()
    assert Visit.select().count() == 1


def test_a_backup_restores_into_an_empty_folder(run, phone, tmp_path, monkeypatch):
    phone.send(phone.op())
    assert run("backup", tmp_path / "b")[0] == 0
    elsewhere = Settings(data_dir=tmp_path / "elsewhere")
    monkeypatch.setattr(cli, "load", lambda: elsewhere)
    assert run("restore", tmp_path / "b")[0] == 0
    assert Visit.select().count() == 1 and secret.read(elsewhere.secret_file)


def test_nothing_half_made_is_left(run, tmp_path, store, cast):
    run("backup", tmp_path / "b")
    run("restore", tmp_path / "b")
    run("restore", tmp_path / "absent")
    assert not list(tmp_path.glob(".gridwalk-*")) and not list(store.data_dir.glob(".gridwalk-*"))


def test_an_export_has_every_table_and_nothing_to_sign_in_by(run, phone, tmp_path, cast):
    phone.send(phone.op())
    status, _ = run("export", tmp_path / "all.jsonl")
    assert status == 0
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    tables = {line["table"] for line in lines[1:]}
    assert {"area", "person", "entry", "visit", "receipt"} <= tables
    assert not {"session", "sync_token", "passkey", "enrolment"} & tables
    assert not any("password" in line["row"] for line in lines[1:])
