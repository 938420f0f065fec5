"""A backup holds every photo its database names, is proved before it is put back, and is refused while anything is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import apsw
import pytest
from peewee import fn

from app.board.clearing import masking
from app.board.models import ClearedPhoto, Clearing
from app.core import db
from app.evidence import metadata, storage
from app.evidence.models import RESIDENT, Photo, PhotoBringer
from app.ledger.models import Entry
from app.settings import ROOT, Settings
from app.sync.backup import creation, photo_files
from app.sync.models import Receipt
from tests.evidence.bucket import empty
from tests.evidence.pictures import picture, sha, with_exif


@pytest.fixture
def report(phone, as_):
    """`report(seed)` records something with a photo and brings it; the photo's name."""

    def report_(seed=1):
        data = picture(seed=seed)
        phone.send(phone.op(photos=[sha(data)]))
        assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
        return sha(data)

    return report_


def by_resident(data):
    """A photo that a resident brought, and that gave way to a copy without metadata."""
    name = sha(data)
    with storage.incoming() as (file, path):
        file.write(data)
        storage.store(file, path, storage.original(name))
    Photo.create(sha256=name, bytes=len(data), mime="image/jpeg", width=400, height=300)
    PhotoBringer.create(sha256=name, person=f"{RESIDENT}1")
    assert metadata.clean() == 1
    return name


def on_the_board(matter):
    """A masked copy of somebody's photo, cleared for the public."""
    digest = masking.store(metadata.copies.Image.new("RGB", (40, 30), (9, 9, 9)))
    Clearing.create(matter=matter, said="路灯不亮", done="修好了", saved=1, saved_by="desk")
    ClearedPhoto.create(
        matter=matter, source="0" * 64, digest=digest, side="after", sort=0, width=40, height=30, marks={}
    )
    return digest


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def stored(folder, digest):
    return folder / "photos" / digest[:2] / digest


def list_of(folder):
    """Name → digest of what is kept, by the backup's list of photos."""
    (file,) = folder.glob("store-*/photos.txt")
    return {name: digest for _, name, digest, _ in (line.split() for line in file.read_text().splitlines())}


@pytest.mark.both
@pytest.mark.anywhere
def test_all_photos_come_back_into_a_place_that_never_had_any(store, run, report, phones, as_, tmp_path):
    op = phones().op("matter.report", body={"matter": None, "category": "other", "text": "灯"})
    op["body"]["matter"] = op["id"]
    assert phones().send(op)[0]["status"] == "applied"
    names = {report(1), report(2), by_resident(with_exif()), on_the_board(op["id"])}
    bytes_of = {name: (p.read_bytes()) for name in names for p in storage.folder().rglob(name)}
    assert len(bytes_of) == 4
    status, said = run("backup", tmp_path / "b")
    assert status == 0 and "4 photos" in said, said
    made = manifest_of(tmp_path / "b")
    assert (made["photos"], made["missing"], made["epoch"]) == (4, 0, db.Meta.value_of("epoch"))
    assert made["rows"]["photo"] == 3 and made["version"]
    empty(storage.folder())
    assert run("verify")[0] == 1

    status, said = run("restore", tmp_path / "b")
    assert status == 0 and "photos put back: 4" in said and "photos awaited: 0" in said, said
    assert {name: p.read_bytes() for name in names for p in storage.folder().rglob(name)} == bytes_of
    assert run("verify")[0] == 0


@pytest.mark.both
def test_the_store_before_stays_until_the_operator_throws_it_away(store, run, report, tmp_path):
    report()
    assert run("backup", tmp_path / "b")[0] == 0
    report(2)
    assert run("restore", tmp_path / "b")[0] == 0 and Receipt.select().count() == 1
    if store.database_file is not None:
        (before,) = store.data_dir.glob("gridwalk.db.before-*")
        connection = apsw.Connection(str(before))
        assert connection.execute("select count(*) from receipt").fetchall() == [(2,)]
        connection.close()
        before.unlink()
    else:
        schemas = "select nspname from pg_namespace where nspname like 'before\\_%%'"
        ((before,),) = db.database.execute_sql(schemas).fetchall()
        assert db.database.execute_sql(f"select count(*) from {before}.receipt").fetchone() == (2,)
        db.database.execute_sql(f"drop schema {before} cascade")
    assert run("verify")[0] == 0 and run("backup", tmp_path / "b")[0] == 0


@pytest.mark.both
def test_what_is_written_after_a_restore_goes_on_counting(run, report, tmp_path):
    report()
    assert run("backup", tmp_path / "b")[0] == 0
    last = Entry.select(fn.MAX(Entry.seq)).scalar()
    assert run("restore", tmp_path / "b")[0] == 0
    report(2)
    assert Entry.select(fn.MAX(Entry.seq)).scalar() > last + 1 and run("verify")[0] == 0


def test_a_second_backup_copies_what_is_new_and_drops_what_the_store_gave_up(
    run, report, tmp_path, monkeypatch
):
    first = report(1)
    assert run("backup", tmp_path / "b")[0] == 0
    old = manifest_of(tmp_path / "b")
    second = report(2)
    Photo.delete().where(Photo.sha256 == first).execute()
    PhotoBringer.delete().where(PhotoBringer.sha256 == first).execute()
    storage.remove(first)
    (tmp_path / "b" / "photos" / ".part-left").write_bytes(b"of one that was killed")
    assert run("backup", tmp_path / "b")[0] == 0
    kept = {path.name for path in (tmp_path / "b" / "photos").rglob("*") if path.is_file()}
    assert kept == {second} and len(list((tmp_path / "b").glob("store-*"))) == 1
    assert manifest_of(tmp_path / "b")["store"] != old["store"]
    read = []
    monkeypatch.setattr(photo_files, "_copy", lambda *given: read.append(given))
    assert run("backup", tmp_path / "b")[0] == 0 and read == []  # nothing is copied twice


def test_what_an_earlier_backup_holds_is_read_through_and_mended(run, report, tmp_path):
    name = report()
    assert run("backup", tmp_path / "b")[0] == 0
    whole = stored(tmp_path / "b", name).read_bytes()
    stored(tmp_path / "b", name).write_bytes(bytes(len(whole)))
    assert run("verify", "--backup", tmp_path / "b")[0] == 1
    assert run("backup", tmp_path / "b")[0] == 0
    assert stored(tmp_path / "b", name).read_bytes() == whole
    assert run("verify", "--backup", tmp_path / "b")[0] == 0


@pytest.mark.parametrize("at", ["_copy_store", "_copy_photos", "manifest"])
def test_an_interrupted_backup_is_never_taken_for_a_whole_one(run, report, tmp_path, monkeypatch, at):
    def die(*_):
        raise KeyboardInterrupt

    report(1)
    for folder in (tmp_path / "fresh", tmp_path / "again"):
        if folder.name == "again":
            assert run("backup", folder)[0] == 0
        before = (folder / "manifest.json").read_bytes() if folder.name == "again" else None
        with monkeypatch.context() as patched:
            if at == "manifest":
                patched.setattr(creation.manifest, "write", die)
            else:
                patched.setattr(creation, at, die)
            report(2 if folder.name == "fresh" else 3)
            assert run("backup", folder)[0] == 130
        if before is None:
            assert "interrupted" in run("restore", folder)[1] and run("verify", "--backup", folder)[0] == 1
        else:
            assert (folder / "manifest.json").read_bytes() == before
            assert run("verify", "--backup", folder)[0] == 0
        assert run("backup", folder)[0] == 0 and run("verify", "--backup", folder)[0] == 0
        assert len(list(folder.glob("store-*"))) == 1


@pytest.mark.sqlite
def test_a_backup_that_is_killed_while_it_copies_photos_is_none(store, run, report, tmp_path):
    report(1)
    endless = report(2)
    storage.original(endless).unlink()
    os.mkfifo(storage.original(endless))  # whoever reads it waits for ever
    folder = tmp_path / "b"
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "backup", str(folder)], cwd=ROOT, stdout=subprocess.PIPE,
        env={**os.environ, "DATA_DIR": str(store.data_dir)},
    ) as process:  # fmt: skip
        assert [process.stdout.readline() for _ in range(2)][1] == b"copying the photos\n"
        process.kill()
    assert any(folder.glob("store-*/gridwalk.db")) and not (folder / "manifest.json").exists()
    status, said = run("restore", folder)
    assert status == 1 and "as if it had been interrupted" in said and "nothing was changed" in said
    storage.original(endless).unlink()
    storage.original(endless).write_bytes(picture(seed=2))
    assert run("backup", folder)[0] == 0 and run("verify", "--backup", folder)[0] == 0
    assert len(list(folder.glob("store-*"))) == 1


@pytest.mark.both
def test_whatever_is_missing_or_damaged_in_a_backup_is_refused_and_named(store, run, report, tmp_path):
    name = report()
    good = tmp_path / "b"
    assert run("backup", good)[0] == 0
    epoch = db.Meta.value_of("epoch")
    place = manifest_of(good)["store"]
    data = f"{place}/{'gridwalk.db' if store.database_file else 'visit.copy'}"
    for file in (data, f"{place}/secret", f"{place}/photos.txt", f"photos/{name[:2]}/{name}"):
        for harm in ("missing", "damaged"):
            shutil.rmtree(tmp_path / "bad", ignore_errors=True)
            shutil.copytree(good, tmp_path / "bad")
            if harm == "missing":
                (tmp_path / "bad" / file).unlink()
            else:
                with (tmp_path / "bad" / file).open("r+b") as opened:
                    opened.write(b"\xff\x00")
            for words in (("verify", "--backup"), ("restore",)):
                status, said = run(*words, tmp_path / "bad")
                assert status == 1 and harm in said and file.split("/")[-1] in said, (file, harm, said)
            assert "nothing was changed" in said and db.Meta.value_of("epoch") == epoch
            if not file.startswith("photos/"):
                assert run("restore", "--incomplete", tmp_path / "bad")[0] == 1


@pytest.mark.both
def test_a_restore_that_is_told_to_go_without_a_photo_does_not_forget_it(run, report, phone, as_, tmp_path):
    name = report()
    bytes_ = storage.original(name).read_bytes()
    assert run("backup", tmp_path / "b")[0] == 0
    stored(tmp_path / "b", name).unlink()
    storage.original(name).unlink()
    status, said = run("restore", tmp_path / "b")
    assert status == 1 and "--incomplete" in said and name in said
    status, said = run("restore", tmp_path / "b", "--incomplete")
    assert status == 0 and "photos awaited: 1" in said
    assert Photo.select().count() == PhotoBringer.select().count() == 1
    status, said = run("verify")
    assert status == 1 and f"photo {name}: its bytes are missing" in said
    # a phone that names it is asked for it
    assert phone.send(phone.op(photos=[name]))[0]["missing"] == [name]
    assert as_("worker").head(f"/api/v1/photos/{name}").status_code == 404
    # by the operator's hand it is back as if nothing had happened
    storage.original(name).parent.mkdir(parents=True, exist_ok=True)
    storage.original(name).write_bytes(bytes_)
    assert as_("worker").head(f"/api/v1/photos/{name}").status_code == 200 and run("verify")[0] == 0
    storage.original(name).unlink()
    assert as_("worker").put(f"/api/v1/photos/{name}", data=bytes_).status_code == 201
    assert run("verify")[0] == 0


def test_a_photo_lost_in_the_store_is_said_and_all_else_is_backed_up(run, report, tmp_path):
    lost, damaged, good = report(1), report(2), report(3)
    storage.original(lost).unlink()
    storage.original(damaged).write_bytes(b"no photo")
    status, said = run("backup", tmp_path / "b")
    assert status == 1 and f"photo {lost}: its bytes are missing" in said
    assert f"photo {damaged}: its bytes are damaged" in said and good not in said
    assert manifest_of(tmp_path / "b")["missing"] == 2 and stored(tmp_path / "b", good).exists()
    assert run("restore", tmp_path / "b")[0] == 1
    assert run("restore", tmp_path / "b", "--incomplete")[0] == 0
    # one that an earlier backup still held whole is not lost to the next
    assert run("backup", tmp_path / "b")[0] == 1 and stored(tmp_path / "b", good).exists()


def test_a_photo_given_up_while_the_backup_is_made_is_no_fault_and_is_not_asked_for(
    run, report, tmp_path, monkeypatch
):
    name, other = report(1), report(2)
    draft = creation._draft

    def then_delete(*given):
        draft(*given)
        Photo.delete().where(Photo.sha256 == name).execute()
        PhotoBringer.delete().where(PhotoBringer.sha256 == name).execute()
        storage.remove(name)

    monkeypatch.setattr(creation, "_draft", then_delete)
    status, said = run("backup", tmp_path / "b")
    assert status == 0 and list_of(tmp_path / "b")[name] == "deleted", said
    assert run("restore", tmp_path / "b")[0] == 0
    assert [row.sha256 for row in Photo.select()] == [other] and run("verify")[0] == 0


def test_a_photo_cleaned_while_the_backup_is_made_is_whole(run, cast, tmp_path, monkeypatch):
    data = with_exif()
    draft = creation._draft

    def then_clean(*given):
        draft(*given)
        assert metadata.clean() == 1

    monkeypatch.setattr(metadata, "clean", lambda clean=metadata.clean: 1)
    name = by_resident(data)
    monkeypatch.undo()
    monkeypatch.setattr(creation, "_draft", then_clean)
    assert run("backup", tmp_path / "b")[0] == 0
    assert list_of(tmp_path / "b")[name] not in (name, "deleted", "missing")
    assert run("restore", tmp_path / "b")[0] == 0
    # the restored database does not know yet that it was cleaned: the clock makes up for the note
    assert Photo.get().cleaned is None and run("verify")[0] == 0
    assert metadata.clean() == 1 and Photo.get().cleaned and run("verify")[0] == 0


@pytest.mark.sqlite
def test_a_backup_of_another_engine_is_refused(run, cast, tmp_path, postgres):
    assert run("backup", tmp_path / "b")[0] == 0
    other = Settings(data_dir=tmp_path / "pg", database_url=postgres)
    status, said = run("restore", tmp_path / "b", settings=other)
    assert status == 1 and "this backup is of a store in sqlite" in said and "nothing was changed" in said


def test_a_backup_of_a_newer_version_is_refused(run, cast, tmp_path):
    assert run("backup", tmp_path / "b")[0] == 0
    made = manifest_of(tmp_path / "b")
    made["steps"].append("9999_later")
    (tmp_path / "b" / "manifest.json").write_text(json.dumps(made))
    status, said = run("restore", tmp_path / "b")
    assert status == 1 and "newer version (9999_later)" in said and "nothing was changed" in said


def test_two_backups_into_one_folder_do_not_run_at_once(run, cast, tmp_path):
    assert run("backup", tmp_path / "b")[0] == 0
    with creation._alone(tmp_path / "b"):
        status, said = run("backup", tmp_path / "b")
    assert status == 1 and "another backup is being made" in said
    assert run("backup", tmp_path / "b")[0] == 0
