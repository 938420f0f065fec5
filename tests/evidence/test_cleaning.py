"""Residents' uploads give way to copies without metadata, whatever happens meanwhile; staff's stay."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.core import clock
from app.evidence import metadata, storage, upload, uses
from app.evidence.models import Photo
from tests.evidence.pictures import picture, sha, with_exif

pytestmark = pytest.mark.anywhere

WHO = "request:0192f5a0-0000-7000-8000-000000000001"
OTHER = "request:0192f5a0-0000-7000-8000-000000000002"


def bring(data: bytes, who: str = WHO) -> str:
    upload.take(io.BytesIO(data), sha(data), who)
    return sha(data)


def kept(name: str) -> bytes:
    return storage.original(name).read_bytes()


@pytest.mark.both
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_residents_upload_is_replaced_under_its_name(store, cast, kind):
    name = bring(with_exif() if kind == "JPEG" else picture(kind))
    assert metadata.clean() == 1
    assert sha(kept(name)) != name and b"SECRET" not in kept(name)
    image = Image.open(io.BytesIO(kept(name)))
    assert image.size == ((300, 400) if kind == "JPEG" else (400, 300)) and not image.getexif()
    row = Photo.get()
    assert row.cleaned and (row.bytes, row.mime, row.width) == (len(kept(name)), "image/jpeg", image.size[0])
    before = kept(name)
    assert metadata.clean() == 0 and kept(name) == before


def test_what_staff_brought_stays_as_it_came(store, cast):
    data = with_exif()
    name = bring(data, cast.worker.id)
    clock.freeze(clock.now() + 1)
    bring(data)
    assert metadata.clean() == 0 and kept(name) == data and Photo.get().cleaned is None


def test_a_worker_who_names_a_residents_photo_does_not_make_it_evidence(store, cast):
    name = bring(with_exif())
    clock.freeze(clock.now() + 1)
    uses.vouch_for(name, cast.worker.id)
    assert metadata.clean() == 1 and sha(kept(name)) != name


def test_the_same_bytes_again_are_here_and_bring_nothing_back(store, cast, as_):
    data = with_exif()
    name = bring(data)
    metadata.clean()
    before = kept(name)
    assert not upload.take(io.BytesIO(data), name, WHO) and upload.is_here_for(WHO, name)
    assert upload.take(io.BytesIO(data), name, OTHER) and upload.is_here_for(OTHER, name)
    assert as_("worker").put(f"/api/v1/photos/{name}", data=data).status_code == 201
    assert as_("worker").head(f"/api/v1/photos/{name}").status_code == 200
    assert kept(name) == before and Photo.get().cleaned
    assert as_("worker").get(f"/api/v1/photos/{name}?size=320").status_code == 200


def test_an_upload_that_overtakes_the_cleaning_is_cleaned_again(store, cast, monkeypatch):
    data = with_exif()
    name = bring(data)
    keep = storage.store

    def slow(*given):
        monkeypatch.setattr(storage, "store", keep)
        metadata.clean()
        keep(*given)

    monkeypatch.setattr(storage, "store", slow)
    bring(data, OTHER)
    assert kept(name) == data and Photo.get().cleaned is None
    assert metadata.clean() == 1 and b"SECRET" not in kept(name) and Photo.get().cleaned


@pytest.mark.parametrize("killed", ["before the rename", "after the rename"])
def test_killed_anywhere_it_is_done_again(store, cast, monkeypatch, killed):
    data = with_exif()
    name = bring(data)

    class Killed(BaseException):
        """What no handler catches."""

    def die(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(
            *(
                (storage, "store", die)
                if killed == "before the rename"
                else (metadata.validation, "inspect", die)
            )
        )
        with pytest.raises(Killed):
            metadata.clean()
    assert Photo.get().cleaned is None and upload.is_here_for(WHO, name)
    half = kept(name)
    assert (half == data) == (killed == "before the rename")
    assert metadata.clean() == 1 and Photo.get().cleaned and b"SECRET" not in kept(name)
    assert killed == "before the rename" or kept(name) == half
    assert not list((store.evidence_dir / "incoming").iterdir())


def test_one_that_fails_does_not_hold_up_the_others(store, cast, caplog):
    bad, lost, good = (bring(picture(seed=n)) for n in (1, 2, 3))
    storage.original(bad).write_bytes(b"\xff\xd8\xff junk")
    storage.original(lost).unlink()
    assert metadata.clean() == 1
    assert [row.sha256 for row in Photo.select().where(Photo.cleaned.is_null(False))] == [good]
    assert "could not be cleaned" in caplog.text


def test_after_a_restore_without_the_files_the_phone_sends_it_again(store, cast):
    data = with_exif()
    name = bring(data)
    metadata.clean()
    storage.original(name).unlink()
    assert upload.lost() == 1 and not upload.is_here_for(WHO, name) and Photo.get().cleaned
    bring(data)
    assert Photo.get().cleaned is None and metadata.clean() == 1
