"""A picture named by an address: fetched once from where that is allowed, within its size, and said where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.core import clock
from app.core.web import outward
from app.evidence.models import Photo
from app.gateways.open311.incoming import pictures
from app.gateways.open311.models import AwaitedPicture
from app.ledger.models import Entry
from app.matters.models import Matter
from tests.evidence.pictures import picture, sha
from tests.gateways.open311.conftest import Client, errors
from tests.matters import ops

pytestmark = pytest.mark.both
PHOTO = picture(seed=9)


class Album(BaseHTTPRequestHandler):
    """A host of pictures, and of what only looks like one."""

    asked: list[str] = []
    is_away = False

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/moved.jpg":
            self.send_response(302)
            self.send_header("Location", "/1.jpg")
            self.end_headers()
            return
        if Album.is_away or self.path == "/none.jpg":
            self.send_error(503 if Album.is_away else 404)
            return
        self.send_response(200)
        if self.path != "/endless.jpg":
            data = b"<html>" if self.path == "/page.jpg" else PHOTO
            self.send_header("Content-Length", str(40_000_000 if self.path == "/large.jpg" else len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        self.end_headers()
        try:
            for _ in range(40):
                self.wfile.write(b"\xff\xd8\xff" + b"x" * 1_000_000)
        except OSError:
            self.asked.append("hung up")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def album() -> Iterator[str]:
    """Its address, a host that the operator has named."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Album)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Album.asked, Album.is_away = [], False
    port = server.server_address[1]
    outward.trust(frozenset({f"localhost:{port}"}))
    yield f"http://localhost:{port}"
    outward.trust(frozenset())
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/1.jpg",
        "https://127.0.0.1/1.jpg",
        "https://[::1]/1.jpg",
        "https://2130706433/1.jpg",
        "https://0x7f.1/1.jpg",
        "https://localhost/1.jpg",
        "https://nas.local/1.jpg",
        "https://pictures.example:8443/1.jpg",
        "https://me:secret@pictures.example/1.jpg",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://pictures.example/" + "x" * 500,
    ],
)
def test_an_address_that_leads_elsewhere_than_to_the_open_internet_is_refused_with_the_request(
    client: Client, url: str
) -> None:
    assert errors(client.submit(media_url=url)) == (400, ["media_url"])
    assert Matter.select().count() == 0 and AwaitedPicture.select().count() == 0


def test_a_name_that_points_into_our_network_by_the_time_it_is_fetched_is_not_asked(
    client: Client, album: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.number(media_url="https://pictures.example/1.jpg")
    inside = [(2, 1, 6, "", ("127.0.0.1", int(album.rpartition(":")[2])))]
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *_, **__: inside)
    pictures.fetch()
    assert Album.asked == [] and AwaitedPicture.get().tries == 1
    monkeypatch.undo()


def test_a_picture_comes_after_the_request_once_and_is_seen_by_those_who_may(
    client: Client, album: str, as_: Any
) -> None:
    fields = {"media_url": [f"{album}/1.jpg", f"{album}/1.jpg"], "description": ""}
    number = client.number(**fields)
    assert Matter.get().text == "垃圾没清" and Album.asked == []
    assert client.submit(**fields).json[0]["service_request_id"] == number
    assert (pictures.fetch(), pictures.fetch()) == (1, 0)
    assert Album.asked == ["/1.jpg"] and AwaitedPicture.select().count() == 0
    note = Entry.get(Entry.verb == "note")
    assert note.photos == [sha(PHOTO)] and note.body["by_name"] == "随手拍"
    assert as_("worker").get(f"/api/v1/photos/{sha(PHOTO)}").status_code == 200
    assert as_("outsider").get(f"/api/v1/photos/{sha(PHOTO)}").status_code == 404


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("large", "太大"),
        ("endless", "太大"),
        ("page", "不是能用的照片"),
        ("none", "对方没有给"),
        ("moved", "对方没有给"),
    ],
)
def test_what_is_no_picture_or_too_large_is_said_and_nothing_of_it_is_kept(
    client: Client, album: str, name: str, why: str
) -> None:
    client.number(media_url=f"{album}/{name}.jpg")
    assert pictures.fetch() == 1
    note = Entry.get(Entry.verb == "note")
    assert note.text == f"附图没有取来（{why}）：{album}/{name}.jpg"
    assert Photo.select().count() == 0 and AwaitedPicture.select().count() == 0
    assert Album.asked[0] == f"/{name}.jpg" and "/1.jpg" not in Album.asked


def test_a_host_that_is_away_is_asked_again_later_and_in_the_end_no_more(client: Client, album: str) -> None:
    client.number(media_url=f"{album}/1.jpg")
    Album.is_away = True
    start = clock.now()
    try:
        assert (pictures.fetch(), pictures.fetch()) == (1, 0)
        for wait in pictures.WAITS:
            assert Entry.select().where(Entry.verb == "note").count() == 0
            clock.freeze(clock.now() + wait + clock.SECOND)
            assert pictures.fetch() == 1
        assert Entry.get(Entry.verb == "note").text.startswith("附图没有取来（对方没有给）")
        clock.freeze(start + clock.DAY)
        assert pictures.fetch() == 0 and len(Album.asked) == 1 + len(pictures.WAITS)
    finally:
        clock.freeze(None)


def test_a_picture_of_a_matter_that_has_ended_is_left(client: Client, album: str, cast: Any) -> None:
    client.number(media_url=f"{album}/1.jpg")
    ops.move(cast.desk, Matter.get(), "void", reason="mistake")
    assert (pictures.fetch(), pictures.fetch()) == (1, 0)
    assert Entry.select().where(Entry.verb == "note").count() == 0
