"""Photos as people see them: to whom, how large, and with what taken away."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.evidence import caption, copies, uses
from tests.evidence.pictures import picture, sha, with_exif

pytestmark = pytest.mark.anywhere


@pytest.fixture
def brought(as_):
    data = with_exif()
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    return sha(data)


def get(client, name, size="full"):
    return client.get(f"/api/v1/photos/{name}?size={size}")


def test_nobody_else_sees_a_photo_that_belongs_to_nothing_they_may_see(as_, brought):
    assert get(as_(None), brought).status_code == 401
    for name in ("outsider", "worker2", "lead", "admin"):
        assert get(as_(name), brought).status_code == 404


def test_a_sync_token_shows_no_photos(as_, cast, brought):
    headers = {"Authorization": f"Bearer {cast.sync_tokens['worker']}"}
    assert as_(None).get(f"/api/v1/photos/{brought}", headers=headers).status_code == 401


def test_naming_a_known_digest_opens_nothing(as_, cast, brought):
    uses.register("thing", lambda person, subject: person.id == subject)
    uses.name([brought], "thing", cast.outsider.id, cast.outsider.id)
    assert get(as_("outsider"), brought).status_code == 404
    uses.name([brought], "thing", cast.lead.id, cast.worker.id)
    assert get(as_("lead"), brought).status_code == 200


def test_a_size_we_do_not_make_is_a_bad_value(as_, brought):
    for size in ("64", "FULL", "../1024", "1024.0"):
        answer = get(as_("worker"), brought, size)
        assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "size"


@pytest.mark.parametrize("size", ["full", "1024", "320"])
def test_what_is_shown_has_lost_where_when_and_what_took_it(as_, brought, size):
    data = get(as_("worker"), brought, size).data
    image = Image.open(io.BytesIO(data))
    assert not image.getexif() and not {"exif", "comment", "icc_profile"} & set(image.info)
    assert b"SECRET" not in data


def test_what_is_shown_stands_upright(as_, brought):
    assert Image.open(io.BytesIO(get(as_("worker"), brought).data)).size == (300, 400)


def test_sizes_are_what_they_say_and_nothing_is_blown_up(as_):
    data = picture(size=(2000, 1500))
    client = as_("worker")
    client.put(f"/api/v1/photos/{sha(data)}", data=data)
    found = {
        size: Image.open(io.BytesIO(get(client, sha(data), size).data)).size
        for size in ("full", "1024", "320")
    }
    assert found == {"full": (2000, 1500), "1024": (1024, 768), "320": (320, 240)}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_every_kind_is_shown_as_something_browsers_know(as_, kind):
    data, client = picture(kind), as_("worker")
    client.put(f"/api/v1/photos/{sha(data)}", data=data)
    answer = get(client, sha(data), "320")
    assert answer.content_type == "image/webp"
    assert Image.open(io.BytesIO(answer.data)).size == (320, 240)


def test_the_answer_is_private_and_runs_nothing(as_, brought):
    headers = get(as_("worker"), brought).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename=")
    assert headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_the_line_says_when_where_and_who(as_, cast, brought):
    uses.register("thing", lambda *_: True, lambda _: "330399001001001")
    uses.name([brought], "thing", "t", cast.worker.id)
    line = caption.caption_text(brought)
    assert ("王芳" in line and "第1网格" in line) or ("A000" in line and "330399001001001" in line)
    assert len(line.split(" · ")) == 3
    plain, lined = get(as_("worker"), brought, "320").data, get(as_("worker"), brought, "1024").data
    assert plain != lined


def test_the_line_never_names_a_building_head_nor_a_resident_nor_anybody_to_people_outside(
    as_, cast, brought
):
    assert len(caption.caption_text(brought, named=False).split(" · ")) == 1
    assert copies.copy(brought, "1024")[0] != copies.copy(brought, "1024", named=False)[0]
    for who in ("head", "request:0192f5a0-0000-7000-8000-000000000001"):
        data = picture(seed=len(who))
        uses.vouch_for(sha(data), cast.head.id if who == "head" else who)
        assert len(caption.caption_text(sha(data)).split(" · ")) == 1
