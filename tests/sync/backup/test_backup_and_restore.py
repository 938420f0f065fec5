"""Backup and restore: what is refused, what comes back, and how phones bring the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from playhouse.migrations import Runner

from app import open_store
from app.core import db, migrate, secret
from app.evidence.models import Photo
from app.patrol.models import Visit
from app.people import tokens
from app.people.models import Person, SyncToken
from app.run import locks
from app.settings import ROOT, Settings
from app.sync.models import Receipt
from tests.evidence.pictures import picture, sha


def test_what_is_no_backup_is_refused_and_changes_nothing(run, phone, tmp_path):
    phone.send(phone.op())
    epoch = db.Meta.value_of("epoch")
    (tmp_path / "file").write_bytes(b"junk")
    (tmp_path / "empty").mkdir()
    for name, said_in in (
        ("strange", b"[]"),
        ("half", b'{"gridwalk": 2, "ver'),
        ("other", b'{"gridwalk": 3}'),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_bytes(said_in)
    for name in ("file", "empty", "absent", "strange", "half", "other"):
        status, said = run("restore", tmp_path / name)
        assert status == 1 and "nothing was changed" in said and "Traceback" not in said, name
    assert run("restore")[0] == run("restore", tmp_path / "empty", "--epoch-only")[0] == 2
    assert (db.Meta.value_of("epoch"), Visit.select().count()) == (epoch, 1)


@pytest.mark.sqlite
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
def test_the_epoch_alone_is_changed_where_the_database_was_put_back_by_other_means(run, cast):
    epoch = db.Meta.value_of("epoch")
    assert run("restore", "--epoch-only")[0] == 0
    assert db.Meta.value_of("epoch") != epoch


@pytest.mark.both
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

    assert Visit.select().count() == 1
    answer = phone.post([], epoch=epoch, have=[before["id"], after["id"]]).json
    assert answer["epoch"] != epoch and answer["lacking"] == [after["id"]]
    results = phone.send(before, after)
    assert [result["status"] for result in results] == ["duplicate", "applied"]
    assert (
        results[1]["missing"] == []
    )  # its bytes lay in the folder, and the store before knew whose they are
    assert (Visit.select().count(), Receipt.select().count(), Photo.select().count()) == (2, 2, 1)
    assert run("verify")[0] == 0


def test_a_phone_ended_since_the_backup_stays_ended(run, phone, tmp_path):
    assert run("backup", tmp_path / "b")[0] == 0
    tokens.revoke(SyncToken.device == phone.device)
    assert run("restore", tmp_path / "b")[0] == 0
    assert phone.one(phone.op()) == "rejected revoked"


@pytest.mark.sqlite
def test_the_store_before_stays_beside_and_the_secret_comes_along(run, store, phone, tmp_path):
    first = secret.read_or_create(store.secret_file)
    assert store.secret_file.stat().st_mode & 0o777 == 0o600
    assert run("backup", tmp_path / "b")[0] == 0
    secret.replace(store.secret_file, b"another")
    phone.send(phone.op())
    assert run("restore", tmp_path / "b")[0] == 0
    assert secret.read_or_create(store.secret_file) == first == secret.read_or_create(store.secret_file)
    kept = list(store.data_dir.glob("gridwalk.db.before-*"))
    assert len(kept) == 1
    open_store(Settings(data_dir=store.data_dir, database_url=f"sqlite:///{kept[0]}"))
    db.connect()
    assert Visit.select().count() == 1


@pytest.mark.sqlite
def test_a_backup_restores_into_an_empty_folder(run, phone, tmp_path):
    phone.send(phone.op())
    assert run("backup", tmp_path / "b")[0] == 0
    elsewhere = Settings(data_dir=tmp_path / "elsewhere")
    assert run("restore", tmp_path / "b", settings=elsewhere)[0] == 0
    assert Visit.select().count() == 1 and secret.read_or_create(elsewhere.secret_file)


@pytest.mark.sqlite
def test_nothing_half_made_is_left(run, tmp_path, store, cast):
    for _ in range(2):
        run("backup", tmp_path / "b")
    run("restore", tmp_path / "b")
    run("restore", tmp_path / "absent")
    assert not list(store.data_dir.glob(".gridwalk-*")) and not (tmp_path / "absent").exists()
    (place,) = (tmp_path / "b").glob("store-*")
    assert {path.name for path in (tmp_path / "b").iterdir()} == {"manifest.json", "photos", place.name}
    assert {path.name for path in place.iterdir()} == {"gridwalk.db", "photos.txt", "revoked.txt", "secret"}


def test_an_export_has_every_table_and_nothing_to_sign_in_by(run, phone, tmp_path, cast):
    phone.send(phone.op())
    status, _ = run("export", tmp_path / "all.jsonl")
    assert status == 0
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    tables = {line["table"] for line in lines[1:]}
    assert {"area", "person", "entry", "visit", "receipt"} <= tables
    assert not {"session", "sync_token", "passkey", "enrolment"} & tables
    assert not any("password" in line["row"] for line in lines[1:])


@pytest.mark.sqlite
def test_a_backup_never_takes_the_place_of_what_is_no_backup(run, store, cast, tmp_path):
    own, other = store.data_dir, tmp_path / "elsewhere"
    other.mkdir()
    (other / "letter.txt").write_bytes(b"dear")
    (other / "link").symlink_to(own / "evidence")
    people = Person.select().count()
    for name in (
        "", "gridwalk.db", "gridwalk.db-wal", "gridwalk.db-shm", "gridwalk.db-journal", "gridwalk.db.serve.lock",
        "secret", "serve.lock", "worker.lock", "migrate.lock", "revoked.txt", "evidence", "evidence/b", "passing/b", "incoming/b",
    ):  # fmt: skip
        status, said = run("backup", own / name)
        assert status == 1 and "part of the store itself" in said and "no backup was made" in said, name
    for name, words in (
        ("letter.txt", "is no folder"),
        ("link", "part of the store itself"),
        ("link/b", "part of the store itself"),
        ("", "holds something else (letter.txt)"),
        ("absent/b", "there is no folder"),
    ):
        status, said = run("backup", other / name)
        assert status == 1 and words in said and "no backup was made" in said and "Traceback" not in said, (
            name
        )
    assert (other / "letter.txt").read_bytes() == b"dear" and not (other / "absent").exists()
    assert Person.select().count() == people > 0 and run("backup", own / "b")[0] == 0
    (own / "b" / "note.txt").write_bytes(b"of the operator's")
    assert run("backup", own / "b")[0] == 0  # over its like it goes, and leaves alone what is not its own
    assert (own / "b" / "note.txt").exists()


@pytest.mark.sqlite
def test_an_export_takes_the_place_only_of_an_earlier_export(run, store, cast, tmp_path):
    people = Person.select().count()
    assert run("backup", tmp_path / "b")[0] == 0
    for file, words in (
        (store.data_dir / "gridwalk.db", "part of the store itself"),
        (store.secret_file, "part of the store itself"),
        (tmp_path / "b" / "manifest.json", "is no export of Gridwalk"),
        (tmp_path, "is a folder"),
        (tmp_path / "absent" / "e", "there is no folder"),
    ):
        status, said = run("export", file)
        assert status == 1 and words in said and "no export was made" in said and "Traceback" not in said
    status, said = run("posters", "--out", store.data_dir / "gridwalk.db")
    assert status == 1 and "part of the store itself" in said
    assert Person.select().count() == people and run("restore", tmp_path / "b")[0] == 0
    assert run("export", tmp_path / "e")[0] == run("export", tmp_path / "e")[0] == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("role", ["serve", "worker"])
def test_while_a_server_or_worker_holds_the_store_nothing_is_restored(run, store, cast, tmp_path, role):
    assert run("backup", tmp_path / "b")[0] == 0
    epoch = db.Meta.value_of("epoch")
    held = locks.hold(store, role)  # though it has not opened the database yet
    try:
        for words in ((tmp_path / "b",), ("--epoch-only",)):
            status, said = run("restore", *words)
            assert status == 1 and "nothing was changed" in said and db.Meta.value_of("epoch") == epoch
    finally:
        for number in held.values():
            os.close(number)
    assert run("restore", tmp_path / "b")[0] == 0 and db.Meta.value_of("epoch") != epoch


@pytest.mark.sqlite
def test_a_store_of_an_older_version_is_backed_up_before_its_update_and_comes_back(run, store, tmp_path):
    db.database.close()
    for part in store.data_dir.glob("gridwalk.db*"):
        part.unlink()
    assert run("backup", tmp_path / "none")[0] == 1  # a store that never was
    Runner(db.database.obj, str(migrate.FOLDER)).up("0008_sync")
    for key in ("server", "epoch"):
        db.Meta.write(key, "before")
    assert run("backup", tmp_path / "b")[0] == 0
    assert run("migrate")[0] == 0 and run("restore", tmp_path / "b")[0] == 0
    assert (
        db.Meta.value_of("server") == "before"
        and db.Meta.value_of("epoch") != "before"
        and not migrate.pending()
    )


@pytest.mark.sqlite
def test_on_a_full_disk_backup_and_export_say_so(run, store, cast, tmp_path):
    assert run("backup", tmp_path / "b")[0] == 0
    kept = (tmp_path / "b" / "manifest.json").read_bytes()
    limit = "import resource,sys; resource.setrlimit(resource.RLIMIT_FSIZE, (99_000, 99_000)); from app import cli; sys.exit(cli.main())"
    done = subprocess.run(
        [sys.executable, "-c", limit, "backup", str(tmp_path / "b")],
        cwd=ROOT, env={**os.environ, "DATA_DIR": str(store.data_dir)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "there is no room left" in done.stderr and "damaged" not in done.stderr
    assert (tmp_path / "b" / "manifest.json").read_bytes() == kept
    assert (
        len(list((tmp_path / "b").glob("store-*"))) == 1 and run("verify", "--backup", tmp_path / "b")[0] == 0
    )
    (tmp_path / "e.part").symlink_to("/dev/full")
    status, said = run("export", tmp_path / "e")
    assert status == 1 and "there is no room left" in said and "Traceback" not in said
    assert not (tmp_path / "e").exists()
