"""While the last of the disk is begun photos stay outside, at every door, texts come in, and administrators are told once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.areas.access import posts
from app.areas.models import Post
from app.board.clearing import clearance
from app.board.clearing.marks import Box
from app.core import clock
from app.core.files import disk
from app.core.problems.problem import Problem
from app.evidence import room
from app.evidence.models import Photo
from app.ledger.models import Entry
from app.links import creation
from app.notify.inbox import notices
from app.notify.models import GROUP, INBOX, SENT, SKIPPED, Notice
from app.notify.pipeline import collect, deliver
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.board import done
from tests.evidence.pictures import picture, sha
from tests.matters import ops
from tests.notify.telling import collected
from tests.requests import form, saying

LOW, WELL = 1.01, 0.0  # floors that every real disk lies under and over


@pytest.fixture(autouse=True)
def begun(store, cast, noon):
    collect.collect()


@pytest.fixture
def now(store):
    """A function that lets the store's real disk be low or well."""
    return lambda floor: disk.use(store.data_dir, store.evidence_dir, floor=floor)


def refused(answer):
    return answer.status_code, answer.headers["X-Problem"]


FULL = (507, "no-room-left")


def test_a_photo_is_refused_at_every_door_and_nothing_of_it_stays(as_, app, cast, now):
    request, _, token = saying.asked(photos=[sha(picture(seed=2))])
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    link = creation.make(cast.desk, matter, unit=c.PROPERTY)
    cleared = done.settled(as_, cast)
    before = Photo.select().count()
    now(LOW)
    photo, guest = picture(seed=2), app.test_client()
    answer = as_("worker").put(f"/api/v1/photos/{sha(picture())}", data=picture())
    assert refused(answer) == FULL and int(answer.headers["Retry-After"]) >= 60
    assert "文字照常收" in answer.json["detail"]
    assert (
        as_("worker").head(f"/api/v1/photos/{sha(picture())}").status_code == 507
    )  # nothing need be sent to know
    by_token = {"Authorization": f"Bearer {token}"}
    assert refused(guest.put(f"/api/v1/photos/{sha(photo)}", data=photo, headers=by_token)) == FULL
    sent = {"move": "resolve", "text": "已清走", "photo": (io.BytesIO(photo), "x.jpg")}
    assert refused(guest.post(f"/m/{link}/do", data=sent)) == FULL
    files = {"text": "看", "photos": (io.BytesIO(photo), "x.jpg")}
    note = f"/desk/matters/{matter.id}/moves/note"
    assert refused(as_("desk").post(note, data=files, content_type="multipart/form-data")) == FULL
    later = {"text": "还是黑的", "photo": (io.BytesIO(photo), "x.jpg")}
    assert guest.post(f"/r/{token}/words", data=later).status_code == 507
    with pytest.raises(Problem) as no:
        done.show(cast, cleared, Box(x=0, y=0, w=0.5, h=0.5))
    assert no.value.name == "no-room-left"
    assert Photo.select().count() == before and not clearance.photos(cleared.id)


def test_a_form_with_a_photo_comes_back_with_its_words_and_goes_without_it(app, now):
    now(LOW)
    browser = form.visitor(app)
    filled = form.filled(form.opened(browser))
    answer = form.send(browser, {**filled, "photo": (io.BytesIO(picture()), "x.jpg")})
    assert refused(answer) == FULL
    assert "请先不带照片发送" in answer.text and filled["text"] in answer.text
    assert form.send(browser, {**filled, **form.hidden(answer)}).status_code == 303
    assert ResidentRequest.select().count() == 1


def test_texts_come_in_and_a_photo_that_is_here_already_is_still_said_to_be(as_, app, cast, now):
    data = picture()
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 201
    now(LOW)
    assert as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data).status_code == 200
    said = saying.body(qr=saying.poster(), photos=[sha(picture(seed=3))])
    assert app.test_client().post("/api/v1/requests", json=said).status_code == 201
    ops.report(cast.worker, photos=(sha(picture(seed=4)),), text="井盖没了")
    now(WELL)
    waiting = picture(seed=4)  # what the phone kept comes when there is room again
    assert as_("worker").put(f"/api/v1/photos/{sha(waiting)}", data=waiting).status_code == 201


def test_health_says_so(as_, now):
    def health():
        answer = as_(None).get("/healthz")
        return answer.status_code, answer.json["status"], answer.json["disk"]

    now(WELL)
    assert health() == (200, "ok", "ok")
    now(LOW)
    assert health() == (503, "down", "low")


def test_what_takes_no_writing_is_found_by_writing(store):
    assert disk.takes_writing(store.data_dir)
    assert not disk.takes_writing(store.data_dir / "not there") and not disk.takes_writing(Path("/proc"))


@pytest.mark.both
def test_administrators_are_told_once_then_daily_and_when_it_is_over(as_, cast, now):
    now(WELL)
    assert room.watch() == 0 and collected(cast) == {}
    now(LOW)
    assert [room.watch() for _ in range(3)] == [1, 0, 0]
    assert collected(cast) == {"admin": ["disk_low"]}
    clock.freeze(clock.now() + clock.DAY)
    assert [room.watch() for _ in range(2)] == [1, 0]
    now(WELL)
    assert [room.watch() for _ in range(2)] == [1, 0]
    assert collected(cast) == {"admin": ["disk_low", "disk_low", "disk_well"]}
    assert {entry.actor for entry in Entry.select().where(Entry.kind == "store")} == {"clock"}


def test_it_is_told_in_the_inbox_on_the_page_and_on_the_phone_and_to_nobody_else(as_, cast, now):
    now(LOW)
    room.watch()
    collect.collect()
    (line,) = as_("admin").get("/api/v1/notices").json["notices"]
    assert line["sentence"] == line["what"] and "照片暂时不收" in line["what"] and line["matter"] == ""
    english = as_("admin").get("/api/v1/notices", headers={"Accept-Language": "en"}).json["notices"][0]
    assert "disk is nearly full" in english["what"]
    page = as_("admin").get("/notices").text
    assert line["what"] in page and '/"' not in page.split('id="inbox"')[1].split("</ul>")[0]
    changes = as_("admin").get("/api/v1/changes").json["changes"]
    assert [one["data"]["matter"] for one in changes if one["kind"] == "notice"] == [""]
    assert as_("admin").post("/api/v1/notices/read", json={"until": line["last"]}).json == {"unread": 0}
    for who in ("outsider", "worker", "desk", "city"):
        assert as_(who).get("/api/v1/notices").json["notices"] == []


def test_it_goes_out_over_the_operators_channels_once_and_never_when_it_is_over(
    cast, now, configured, listener
):
    configured(roles=["admin"])
    now(LOW)
    room.watch()
    collect.collect()
    assert (deliver.deliver(), deliver.deliver()) == (1, 0)
    (text,) = listener.texts
    assert "服务器的磁盘快满了" in text and "/notices" in text
    clock.freeze(clock.now() + clock.DAY)
    room.watch()
    now(WELL)
    room.watch()
    collect.collect()
    while deliver.deliver():
        clock.freeze(clock.now() + clock.HOUR)
    states = [
        (row.kind, row.state) for row in Notice.select().where(Notice.recipient == GROUP).order_by(Notice.id)
    ]
    assert states == [("disk_low", SENT), ("disk_low", SKIPPED), ("disk_well", SENT)]


def test_whoever_administers_no_more_reads_nothing_of_it(cast, now):
    now(LOW)
    room.watch()
    collect.collect()
    assert notices.unread(cast.admin) == 1
    posts.end(cast.city, Post.get(Post.person == cast.admin))
    assert notices.unread(cast.admin) == 0
    assert Notice.select().where(Notice.channel == INBOX).count() == 1
