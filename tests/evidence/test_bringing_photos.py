"""Photos on their way in: who may bring what, and everything that is refused."""

from __future__ import annotations

import threading

import pytest

from app.core import clock
from app.core.problems.problem import Problem
from app.evidence import storage, uses, validation
from app.evidence.models import Photo, PhotoBringer
from app.people import tokens
from app.people.models import SyncToken
from tests.evidence.pictures import bomb, picture, sha, with_exif


def put(client, data, name=None, **headers):
    return client.put(f"/api/v1/photos/{name or sha(data)}", data=data, headers=headers)


def bearer(cast, name):
    return {"Authorization": f"Bearer {cast.sync_tokens[name]}"}


def problem(response):
    return response.status_code, response.json["type"].removeprefix("/problems/")


def test_a_stranger_brings_nothing(as_):
    assert put(as_(None), picture()).status_code == 401
    assert as_(None).head(f"/api/v1/photos/{sha(picture())}").status_code == 401
    assert Photo.select().count() == 0


def test_an_unknown_token_brings_nothing(as_):
    assert put(as_(None), picture(), Authorization="Bearer nonsense").status_code == 401


def test_an_expired_token_is_unknown(as_, cast):
    SyncToken.update(expires=clock.now() - 1).execute()
    assert put(as_(None), picture(), **bearer(cast, "worker")).status_code == 401


def test_a_name_that_is_not_a_digest_is_not_there(as_):
    for name in ("..%2f..%2fetc%2fpasswd", "A" * 64, "0" * 63, "0" * 65, "%00"):
        assert put(as_("worker"), b"x", name).status_code in (404, 405)


def test_bytes_of_another_name_are_refused(as_):
    assert problem(put(as_("worker"), picture(), "0" * 64)) == (422, "broken-image")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"PK\x03\x04" + bytes(100),
        picture("TIFF"),
        picture("BMP"),
        picture("GIF"),
        picture("AVIF"),
        b"<!doctype html><script>alert(1)</script>",
    ],
    ids=["empty", "text", "svg", "eps", "tiny gif", "zip", "tiff", "bmp", "gif", "avif", "html"],
)
def test_what_is_not_a_photo_is_415(as_, data):
    assert problem(put(as_("worker"), data)) == (415, "not-an-image")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_photo_cut_short_is_broken(as_, kind, part):
    whole = picture(kind)
    assert problem(put(as_("worker"), whole[: int(len(whole) * part)])) == (422, "broken-image")


def test_a_photo_of_noise_behind_a_true_head_is_broken(as_):
    whole = picture("PNG")
    assert problem(put(as_("worker"), whole[:60] + bytes(len(whole) - 60))) == (422, "broken-image")
    assert problem(put(as_("worker"), b"\xff\xd8\xff" + b"\xe0" * 5000)) == (422, "broken-image")


@pytest.mark.parametrize("size", [(7100, 7100), (9500, 9500), (13500, 13500), (60000, 60000)])
def test_a_bomb_is_refused_before_it_is_decoded(as_, size):
    data = (
        bomb(*size)
        if size[0] < 20_000
        else bomb(1, 1).replace(b"\0\0\0\1\0\0\0\1", b"\0\0\xea\x60\0\0\xea\x60")
    )
    answer = problem(put(as_("worker"), data))
    assert answer in ((422, "image-too-many-pixels"), (422, "broken-image"))
    assert size[0] > 20_000 or answer[1] == "image-too-many-pixels"


def test_more_than_25_mb_is_too_large_whether_announced_or_not(as_):
    data = picture() + bytes(25_000_001)
    assert problem(put(as_("worker"), data)) == (413, "too-large")
    assert not list((storage.folder() / "incoming").glob("*")) if storage.folder().exists() else True


def test_a_full_disk_is_507_and_leaves_nothing_behind(as_, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "store", full)
    assert problem(put(as_("worker"), picture())) == (507, "storage-full")
    assert not list((storage.folder() / "incoming").iterdir())
    assert Photo.select().count() == 0


def test_a_revoked_phone_brings_only_what_its_kept_records_name(as_, cast):
    tokens.revoke(SyncToken.person == cast.worker)
    assert problem(put(as_(None), picture(), **bearer(cast, "worker"))) == (403, "revoked")
    uses.name([sha(picture())], "quarantine", "op", cast.worker.id)
    assert put(as_(None), picture(), **bearer(cast, "worker")).status_code == 201


def test_a_call_from_another_site_is_refused(as_):
    assert put(as_("worker"), picture(), Origin="https://evil.example").status_code == 403


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_whole_photos_of_every_kind_are_kept_as_they_came(as_, cast, kind):
    data = picture(kind)
    assert put(as_(None), data, **bearer(cast, "worker")).status_code == 201
    assert storage.original(sha(data)).read_bytes() == data
    row = Photo.get()
    assert (row.width, row.height, row.bytes) == (400, 300, len(data))


def test_a_photo_with_something_behind_it_is_kept_but_only_the_photo_is_shown(as_):
    data = picture() + b"PK\x03\x04<script>alert(1)</script>"
    client = as_("worker")
    assert put(client, data).status_code == 201
    shown = client.get(f"/api/v1/photos/{sha(data)}?size=full").data
    assert b"script" not in shown and b"PK\x03\x04" not in shown


def test_the_same_again_is_already_there(as_):
    client = as_("worker")
    assert put(client, picture()).status_code == 201
    assert put(client, picture()).status_code == 200
    assert client.head(f"/api/v1/photos/{sha(picture())}").status_code == 200


def test_an_outsider_cannot_tell_that_the_photo_is_here(as_):
    name = sha(picture())
    put(as_("worker"), picture())
    outsider = as_("outsider")
    assert outsider.head(f"/api/v1/photos/{name}").status_code == 404
    assert outsider.get(f"/api/v1/photos/{name}").status_code == 404
    assert uses.missing([name], str(PhotoBringer.get().person)) == []
    assert put(outsider, picture()).status_code == 201


@pytest.mark.both
def test_twenty_at_once_leave_one_photo(app, cast, as_):
    answers = []

    def bring():
        answers.append(put(as_("worker"), picture()).status_code)

    threads = [threading.Thread(target=bring) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 201} and len(answers) == 20
    assert (Photo.select().count(), PhotoBringer.select().count()) == (1, 1)


def test_nothing_is_left_in_the_way_in(as_):
    for data in (picture(), b"junk", with_exif()[:500]):
        put(as_("worker"), data)
    assert not list((storage.folder() / "incoming").iterdir())


@pytest.mark.parametrize(
    ("kind", "save"),
    [
        ("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("PNG", {"compress_level": 0}),
        ("WEBP", {}), ("WEBP", {"lossless": True}), ("HEIF", {}),
    ],
)  # fmt: skip
def test_a_photo_cut_at_any_point_is_broken_whatever_its_kind(kind, save, tmp_path):
    whole = picture(kind, (160, 120), **save)
    path = tmp_path / "photo"
    path.write_bytes(whole)
    assert validation.inspect(path).width == 160
    cuts = {len(whole) - 1 - n for n in range(40)} | {len(whole) * n // 60 for n in range(60)}
    whole_all_the_same = []
    for end in sorted(cut for cut in cuts if cut > 0):
        path.write_bytes(whole[:end])
        try:
            validation.inspect(path)
        except Problem as refused:
            assert refused.name in ("broken-image", "not-an-image")
        else:
            whole_all_the_same.append(len(whole) - end)
    assert whole_all_the_same == []
