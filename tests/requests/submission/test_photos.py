"""Photos of a request: brought by its own token or with the form, only those it names, and seen by few."""

import io

import pytest

from app.core import ids
from app.evidence.models import Photo
from app.matters.models import Matter
from app.requests import held_requests
from app.requests.commands import WordsBody
from app.requests.followup import resident_acts
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.evidence.pictures import picture, sha, with_exif
from tests.matters import ops
from tests.requests import saying

URL = "/api/v1/requests"


@pytest.fixture
def stranger(app):
    return app.test_client()


def put(client, token, data, name=None):
    headers = {"Authorization": f"Bearer {token}"}
    return client.put(f"/api/v1/photos/{name or sha(data)}", data=data, headers=headers)


def form(**more):
    said = saying.body(qr=saying.poster(), **more)
    return {key: str(value) for key, value in said.items()}


def test_the_token_brings_what_the_request_names_and_nothing_else(stranger, cast):
    mine, other = picture(), picture(seed=2)
    request, matter, token = saying.asked(photos=[sha(mine)])
    assert put(stranger, token, other).status_code == 404
    assert put(stranger, "guess", mine).status_code == 401
    assert put(stranger, token, other, sha(mine)).status_code == 422
    assert put(stranger, token, b"<svg/>").status_code == 404
    assert put(stranger, token, mine).status_code == 201
    assert put(stranger, token, mine).status_code == 200
    assert (
        stranger.head(f"/api/v1/photos/{sha(mine)}", headers={"Authorization": f"Bearer {token}"}).status_code
        == 200
    )
    assert Photo.select().count() == 1


def test_those_who_may_see_the_matter_see_it_and_the_outsider_does_not(as_, stranger, cast):
    mine = picture()
    _, _, token = saying.asked(photos=[sha(mine)])
    put(stranger, token, mine)
    address = f"/api/v1/photos/{sha(mine)}"
    assert as_("worker").get(address).status_code == 200
    assert as_("outsider").get(address).status_code == 404
    assert stranger.get(address).status_code == 401
    assert stranger.get(f"{URL}/{token}/photos/{sha(mine)}").status_code == 200
    assert stranger.get(f"{URL}/{'a' * 43}/photos/{sha(mine)}").status_code == 404


def test_naming_somebody_elses_photo_opens_it_to_nobody(as_, stranger, cast):
    secret = picture(seed=3)
    saying.asked(photos=[sha(secret)])
    _, _, token = saying.asked(photos=[sha(secret)])
    done, _, theirs = saying.asked(photos=[sha(secret)])
    put(stranger, theirs, secret)
    assert stranger.get(f"{URL}/{token}/photos/{sha(secret)}").status_code == 404
    assert stranger.get(f"{URL}/{theirs}/photos/{sha(secret)}").status_code == 200


def test_the_after_photo_is_seen_by_the_resident_and_a_note_of_staff_is_not(as_, stranger, cast):
    after, inside = picture(seed=4), picture(seed=5)
    _, matter, token = saying.asked()
    for one in (after, inside):
        as_("worker").put(f"/api/v1/photos/{sha(one)}", data=one)
    ops.move(cast.worker, matter, "note", photos=(sha(inside),))
    ops.move(cast.worker, matter, "settle_on_spot", photos=(sha(after),))
    assert stranger.get(f"{URL}/{token}/photos/{sha(after)}?size=320").status_code == 200
    assert stranger.get(f"{URL}/{token}/photos/{sha(inside)}").status_code == 404
    assert stranger.get(f"{URL}/{token}/photos/{sha(after)}?size=9999").status_code == 422


def test_later_words_name_photos_too(stranger, cast):
    more = picture(seed=6)
    request, _, token = saying.asked()
    assert put(stranger, token, more).status_code == 404
    resident_acts.words(request, WordsBody(id=ids.uuid7(), photos=[sha(more)]))
    assert put(stranger, token, more).status_code == 201


def test_a_desk_sees_the_photos_of_a_held_one_and_a_worker_does_not(as_, stranger, cast):
    mine = picture(seed=7)
    held = saying.say(area=c.BUILDING, photos=[sha(mine)])
    assert put(stranger, held.token, mine).status_code == 201
    assert as_("desk").get(f"/api/v1/photos/{sha(mine)}").status_code == 200
    for name in ("worker", "head", "dept", "outsider"):
        assert as_(name).get(f"/api/v1/photos/{sha(mine)}").status_code == 404
    held_requests.refuse(ops.act(cast.desk), held.id, "重复")
    assert put(stranger, held.token, mine).status_code == 404


def test_a_form_brings_its_files_and_the_name_of_a_file_means_nothing(stranger, cast, tmp_path, store):
    mine = with_exif()
    data = {**form(), "photos": (io.BytesIO(mine), "../../../etc/passwd")}
    answer = stranger.post(URL, data=data, content_type="multipart/form-data")
    assert answer.status_code == 201
    request = ResidentRequest.get()
    assert request.photos == [sha(mine)] and Photo.get().sha256 == sha(mine)
    data["photos"] = (io.BytesIO(mine), "b.jpg")
    again = stranger.post(URL, data=data, content_type="multipart/form-data")
    assert (again.status_code, again.json) == (201, answer.json)
    shown = stranger.get(f"{URL}/{answer.json['token']}/photos/{sha(mine)}?size=full")
    assert shown.status_code == 200 and b"Exif" not in shown.data


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"<svg/>", 415), (b"GIF89a" + b"\x00" * 50, 415), (picture()[:-50], 422), (b"", 415)],
)
def test_a_form_with_a_bad_file_keeps_nothing(stranger, cast, data, status):
    said = {**form(), "photos": [(io.BytesIO(picture(seed=8)), "a.jpg"), (io.BytesIO(data), "b.jpg")]}
    answer = stranger.post(URL, data=said, content_type="multipart/form-data")
    assert answer.status_code == status and answer.json["detail"]
    assert ResidentRequest.select().count() == Photo.select().count() == Matter.select().count() == 0


def test_a_form_with_four_files_or_a_bad_field_keeps_nothing(stranger, cast):
    files = [(io.BytesIO(picture(seed=n)), f"{n}.jpg") for n in range(4)]
    for said in (
        {**form(), "photos": files},
        {**form(), "lat": "x", "lon": "1"},
        {**form(), "lat": "nan", "lon": "1"},
    ):
        assert stranger.post(URL, data=said, content_type="multipart/form-data").status_code == 422
    assert ResidentRequest.select().count() == 0


def test_a_form_lays_place_and_contact_flat(stranger, cast):
    said = {
        **form(),
        "lat": str(c.LAT),
        "lon": str(c.LON),
        "name": "老李",
        "phone": "+86 138 0013 8000",
        "confidential": "on",
    }
    assert stranger.post(URL, data=said, content_type="multipart/form-data").status_code == 201
    request = ResidentRequest.get()
    assert (request.lat, request.name, request.phone) == (c.LAT, "老李", "13800138000")
    assert request.confidential and Matter.get().confidential
