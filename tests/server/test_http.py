"""What the server makes of HTTP before the application sees it: odd bodies, odd heads, odd addresses, never a 500."""

from __future__ import annotations

import asyncio
import io
import json
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from types import SimpleNamespace

import pytest

from app.core.web.proxies import Proxies
from app.server import body_reader
from app.server.body_budget import Budget, Exhausted, caller_of
from app.server.environ import caller, environ
from tests.evidence import pictures
from tests.server import raw

CHUNKED = "Transfer-Encoding: chunked\r\n"


def ask(server, method, path, body=b"", more=""):
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n"
    return raw.say(server.port, head.encode("latin-1") + body)


def chunks(data, size):
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bearer(cast):
    return f"Authorization: Bearer {cast.sync_tokens['worker']}\r\n"


def test_a_body_in_pieces_is_taken_as_one_and_one_that_breaks_off_changes_nothing(real):
    server, cast = real
    photo = pictures.picture(seed=7)
    path = f"/api/v1/photos/{pictures.sha(photo)}"
    sent = chunks(photo, 1000)
    for broken in (sent[:-5] + b"zz\r\n\r\n", sent[:-5] + b"-1\r\n\r\n", b"g\r\n"):
        assert ask(server, "PUT", path, broken, bearer(cast) + CHUNKED).status in (400, 408)
    line = raw.connect(server.port)
    line.sendall(
        f"PUT {path} HTTP/1.1\r\nHost: x\r\n{bearer(cast)}Content-Length: {len(photo)}\r\n\r\n".encode()
    )
    line.sendall(photo[:-1])
    line.shutdown(1)
    assert raw.heard(line).status in (0, 408)
    assert ask(server, "HEAD", path, more=bearer(cast)).status == 404
    assert ask(server, "PUT", path, sent, bearer(cast) + CHUNKED).status == 201
    assert ask(server, "PUT", path, sent, bearer(cast) + CHUNKED).status == 200


def test_a_caller_who_waits_for_leave_gets_it_and_one_who_announces_too_much_gets_none(real):
    server, cast = real
    line = raw.connect(server.port)
    body = b"{}"
    expect = f"Content-Type: application/json\r\n{bearer(cast)}Expect: 100-continue\r\nConnection: close\r\n"
    line.sendall(
        f"POST /api/v1/sync HTTP/1.1\r\nHost: x\r\n{expect}Content-Length: {len(body)}\r\n\r\n".encode()
    )
    assert line.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(body)
    assert raw.heard(line).status == 422
    refused = ask(server, "PUT", "/api/v1/photos/" + "0" * 64, more=f"{expect}Content-Length: 26000000\r\n")
    assert refused.status == 413 and json.loads(refused.body)["type"] == "/problems/too-large"


@pytest.mark.parametrize("length", [1_000_001, 1_900_000])
def test_what_is_too_long_is_listened_to_until_its_sender_can_hear_the_refusal(real, length):
    server, _ = real
    body = b"[" + b" " * (length - 1)
    for more, sent in ((f"Content-Length: {length}\r\n", body[:1_000_000]), (CHUNKED, chunks(body, 50_000))):
        refused = ask(server, "POST", "/api/v1/sync", sent, f"Content-Type: application/json\r\n{more}")
        assert refused.status == 413 and json.loads(refused.body)["status"] == 413


def test_a_page_hears_of_a_long_form_in_its_own_language(real):
    server, _ = real
    more = "Content-Type: text/plain\r\nContent-Length: 30000000\r\nAccept: text/html\r\nCookie: lang=en\r\n"
    refused = ask(server, "POST", "/ask", more=more)
    assert refused.status == 413 and b"Too large" in refused.body and b'<html lang="en"' in refused.body
    assert refused.headers["x-request-id"].encode() in refused.body


@pytest.mark.parametrize(
    "path",
    ["/a%FFb", "/%00", "/api/v1/matters/%0A", "//evil/x", "/a%2Fb", "/..%2f..%2fetc/passwd", "/?%FF=%", "*", "/a;b"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "BREW", "DELETE"])
def test_no_address_and_no_method_is_a_fault_of_ours(real, path, method):
    answer = ask(real[0], method, path, more="X-Odd: caf\xe9\r\nCookie: a=1\r\nCookie: b=\xff\r\n")
    assert 200 <= answer.status < 500
    assert method != "HEAD" or answer.body == b""


def test_a_head_says_how_long_the_answer_would_be(real):
    server, _ = real
    told, whole = ask(server, "HEAD", "/ask"), ask(server, "GET", "/ask")
    assert told.body == b"" and told.headers["content-length"] == str(len(whole.body))


def test_a_photo_leaves_whole_or_in_part(real):
    """As a file by its path, or the piece of it that was asked for."""
    server, cast = real
    photo = pictures.picture(seed=9)
    path = f"/api/v1/photos/{pictures.sha(photo)}"
    assert ask(server, "PUT", path, chunks(photo, 5000), bearer(cast) + CHUNKED).status == 201
    assert ask(server, "GET", path).status == 401
    mine = f"Cookie: gridwalk={cast.sessions['worker']}\r\n"
    whole = ask(server, "GET", f"{path}?size=320", more=mine)
    assert whole.status == 200 and whole.headers["content-length"] == str(len(whole.body))
    assert whole.body[8:12] == b"WEBP"
    part = ask(server, "GET", f"{path}?size=320", more=f"{mine}Range: bytes=8-11\r\n")
    assert (part.status, part.body) == (206, b"WEBP")
    again = ask(server, "GET", f"{path}?size=320", more=f"{mine}If-None-Match: {whole.headers['etag']}\r\n")
    assert (again.status, again.body) == (304, b"")
    head = ask(server, "HEAD", f"{path}?size=320", more=mine)
    assert head.body == b"" and head.status == 200


def scope(*headers, client="203.0.113.9:5", version="1.1"):
    pairs = [(name, value) for name, value in headers if value is not None]
    return SimpleNamespace(
        headers=SimpleNamespace(items=lambda: pairs, keys=lambda: [name for name, _ in headers]),
        client=client, server="[::1]:8000", scheme="https", method="POST", path="/街/a b", query_string="x=%20",
        authority="name:8443", http_version=version,
    )  # fmt: skip


def test_the_environment_is_what_wsgi_wants():
    said = environ(
        scope(("x-a", "1"), ("x-a", "2"), ("cookie", "a=1"), ("cookie", "b=2"), ("content-type", "text/plain"),
              ("content-length", "3"), ("transfer-encoding", "chunked"), ("x-n", None), client="[2001:db8::1]:9"),
        io.BytesIO(b"abc"), 3,
    )  # fmt: skip
    assert said["HTTP_X_A"] == "1,2" and said["HTTP_COOKIE"] == "a=1;b=2" and said["HTTP_X_N"] == ""
    assert said["PATH_INFO"].encode("latin-1").decode() == "/街/a b" and said["QUERY_STRING"] == "x=%20"
    assert (said["CONTENT_TYPE"], said["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert (said["REMOTE_ADDR"], said["SERVER_NAME"], said["SERVER_PORT"]) == ("2001:db8::1", "::1", "8000")
    assert (said["HTTP_HOST"], said["wsgi.url_scheme"]) == ("name:8443", "https")
    assert "HTTP_TRANSFER_ENCODING" not in said and "HTTP_CONTENT_LENGTH" not in said


def test_a_header_spelt_like_a_proxys_is_not_taken_for_it():
    forged = scope(("x-forwarded-for", "198.51.100.7"), ("x_forwarded_for", "192.0.2.66"))
    assert environ(forged, io.BytesIO(), 0)["HTTP_X_FORWARDED_FOR"] == "198.51.100.7"
    none, one, two = (Proxies(hops, (ip_network("203.0.113.9"),)) for hops in range(3))
    assert caller(forged, none) == "203.0.113.9" and caller(forged, one) == "198.51.100.7"
    assert caller(scope(), one) == caller(forged, two) == "203.0.113.9"
    assert caller(forged, Proxies(1, (ip_network("203.0.113.0/29"),))) == "203.0.113.9"  # none of ours


def test_no_caller_holds_more_than_it_leaves_to_the_others():
    budget = Budget(100)
    for _ in range(50):
        budget.take("a")
    with pytest.raises(Exhausted):
        budget.take("a")
    for _ in range(25):
        budget.take("b")
    with pytest.raises(Exhausted):
        budget.take("b")
    budget.take("c")
    for name, held in (("a", 50), ("b", 25), ("c", 1)):
        budget.give_back(name, held)
    assert budget.used == 0 and not budget._by


def test_a_caller_is_an_address_or_a_subscribers_network():
    assert caller_of("2001:db8:1:2::5") == caller_of("2001:db8:1:2:ffff::1") != caller_of("2001:db8:1:3::5")
    assert caller_of("::ffff:10.0.0.1") == "10.0.0.1" != caller_of("10.0.0.2")
    assert caller_of("") == caller_of("nonsense")


@pytest.mark.parametrize("room, lies", [(body_reader.MEMORY_MOST, io.BytesIO), (100_000, io.BufferedRandom)])
def test_a_photo_stays_in_memory_while_there_is_room_and_lies_in_a_file_where_there_is_none(
    tmp_path, room, lies
):
    photo = bytes(range(256)) * 800

    async def take():
        with ThreadPoolExecutor(1) as disk:
            intake = body_reader.Intake(tmp_path, disk)
            intake.memory = Budget(room)
            body = body_reader.Body(intake, "caller")
            for at in range(0, len(photo), 16_384):
                await body.add(photo[at : at + 16_384])
            whole = await body.whole()
            seen = type(getattr(whole, "file", whole)), whole.read()
            held = intake.memory.used
            intake.bodies.take("caller")
            body.close()
            return (*seen, held, intake.memory.used, intake.bytes.used)

    with ThreadPoolExecutor(1) as apart:  # a browser of the tests may have a loop running in this thread
        kind, read, held, *left = apart.submit(asyncio.run, take()).result()
    assert issubclass(kind, lies) and read == photo
    assert held == (len(photo) if lies is io.BytesIO else 0) and left == [0, 0]
