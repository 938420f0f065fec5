"""Web push: only to push services, encrypted for the one browser, without personal data, and over when the service says so."""

from __future__ import annotations

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core import clock
from app.core.web import outward
from app.notify.channels import webpush_endpoints, webpush_subscriptions
from app.notify.models import INBOX, Notice, Subscription
from app.notify.pipeline import collect, deliver, retention
from app.people.accounts import ending
from app.people.models import Session
from app.people.sign_in import sessions
from tests.matters import ops


class Browser:
    """What a browser keeps of its subscription, and can read with it."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.private, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def body(self):
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": b64(point), "auth": b64(self.auth)}}

    def read(self, sent: bytes):
        plain = http_ece.decrypt(sent, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        return json.loads(plain)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def browser(app, noon, configured, listener):
    """A browser whose push service is the listener, with no channels of the operator beside it."""
    configured().write_text("")
    collect.collect()
    return Browser(f"http://127.0.0.1:{listener.port}/push/geheim")


def go() -> int:
    collect.collect()
    return deliver.deliver()


def out():
    return [row.state for row in Notice.select().where(Notice.channel != INBOX)]


BAD = [
    "http://push.example.org/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x", "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data", "https://[::1]/x", "https://[fd00::1]/x", "https://2130706433/x", "https://0x7f000001/x",
    "https://0177.0.0.1/x", "https://127.1/x", "https://1.1.1.1/x", "https://intranet/x", "https://db.internal/x", "https://printer.local/x",
    "https://a.localhost/x", "https://user:pass@push.example.org/x", "https://push.example.org:22/x", "https://push.example.org:8443/x",
    "ftp://push.example.org/x", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x", "//push.example.org/x", "push.example.org",
    "https://push.example.org\\@127.0.0.1/x", "https://push.example.org/ x", "https://push.example.org:99999/x", "https://пример.рф/x",
    "https://push.example.org/x#y", "https://0x7f.0.0.1./x", "gopher://push.example.org/x",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", BAD)
def test_an_address_that_is_no_push_services_is_refused(as_, endpoint):
    body = {**Browser(endpoint).body}
    answer = as_("worker").post("/api/v1/push", json=body)
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "endpoint"
    assert Subscription.select().count() == 0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1", "fe80::1%eth0", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "192.0.2.1"],
)  # fmt: skip
def test_no_connection_is_made_to_an_address_that_is_not_public(address):
    assert not webpush_endpoints.is_public(address)


def test_a_public_name_that_points_inside_is_not_connected_to(app, noon, cast, listener, monkeypatch):
    """The resolver alone is stood in for: no name that points to this machine can be counted on."""
    import socket

    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))]
    session = Session.get(Session.person == cast.desk)
    webpush_subscriptions.add(session, **flat(Browser("https://push.example.org/x")))
    collect.collect()
    ops.report(cast.worker, escalate=True)
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *_, **__: inside)
    assert go() == 0 and listener.heard == [] and out() == ["waiting"]


def flat(browser: Browser):
    its = browser.body
    return {"endpoint": its["endpoint"], **its["keys"], "language": "zh"}


@pytest.mark.parametrize(
    "keys",
    [{"p256dh": "A" * 87, "auth": b64(os.urandom(16))}, {"p256dh": "!" * 87, "auth": "A" * 22}, {"p256dh": "A" * 87}, {"p256dh": "x", "auth": "y"}],
    ids=["no point on the curve", "no base64", "one missing", "too short"],
)  # fmt: skip
def test_keys_that_are_none_are_a_bad_value(as_, keys):
    answer = as_("worker").post("/api/v1/push", json={"endpoint": "https://push.example.org/x", "keys": keys})
    assert answer.status_code == 422


def test_a_stranger_is_refused_and_nobody_ends_anothers(as_, cast, browser):
    assert as_(None).post("/api/v1/push", json=browser.body).status_code == 401
    assert as_("desk").post("/api/v1/push", json=browser.body).status_code == 204
    assert as_("outsider").delete("/api/v1/push", json={"endpoint": browser.endpoint}).status_code == 204
    assert Subscription.select().count() == 1
    for _ in range(2):
        assert as_("desk").delete("/api/v1/push", json={"endpoint": browser.endpoint}).status_code == 204
    assert Subscription.select().count() == 0


def test_the_message_can_be_read_by_that_browser_alone_and_holds_nothing_personal(
    as_, cast, browser, listener
):
    as_("desk").post("/api/v1/push", json=browser.body)
    matter = ops.report(cast.worker, urgency="emergency", text="张大爷 13912345678")
    assert go() == 1 and out() == ["sent"]
    (one,) = listener.heard
    assert matter.number.encode() not in one.body
    said = browser.read(one.body)
    assert (
        said["title"] == "紧急事件，请马上看"
        and matter.number in said["body"]
        and said["url"].endswith(f"/matters/{matter.id}")
    )
    text = json.dumps(said, ensure_ascii=False)
    assert "张大爷" not in text and "139" not in text.replace(matter.number, "").replace(matter.id, "")
    assert not any(person.name in text for person in cast.people.values())
    assert (one.headers["urgency"], one.headers["ttl"], one.headers["content-encoding"]) == (
        "high",
        "3600",
        "aes128gcm",
    )


def test_the_push_service_can_check_who_sends(as_, cast, browser, listener):
    key = as_("desk").get("/api/v1/push").json["key"]
    as_("desk").post("/api/v1/push", json=browser.body)
    ops.report(cast.worker, escalate=True)
    go()
    scheme, _, rest = listener.heard[0].headers["authorization"].partition(" ")
    parts = dict(part.split("=", 1) for part in rest.replace(" ", "").split(","))
    assert scheme == "vapid" and parts["k"] == key
    head, claims, signature = parts["t"].split(".")
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    raw = base64.urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert said["aud"] == f"http://127.0.0.1:{listener.port}" and said["sub"].startswith("mailto:")


def test_whoever_signed_out_on_a_phone_is_not_told_there_any_more(as_, cast, browser, listener):
    as_("desk").post("/api/v1/push", json=browser.body)
    sessions.end(Session.get(Session.person == cast.desk))
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and listener.heard == [] and out() == []


def test_the_key_is_the_stores_own_and_stays(app):
    assert (
        webpush_subscriptions.public_key() == webpush_subscriptions.public_key()
        and len(webpush_subscriptions.public_key()) == 87
    )


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_browser_that_is_gone_is_forgotten(as_, cast, browser, listener, status):
    as_("desk").post("/api/v1/push", json=browser.body)
    listener.status = status
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and Subscription.select().count() == 0 and out() == ["failed"]


def test_a_push_service_that_is_busy_is_tried_again(as_, cast, browser, listener):
    as_("desk").post("/api/v1/push", json=browser.body)
    listener.status = 503
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and out() == ["waiting"] and Subscription.select().count() == 1


def test_no_redirect_is_followed(as_, cast, browser, listener):
    as_("desk").post("/api/v1/push", json=browser.body)
    listener.status, listener.headers = 307, {"Location": f"http://127.0.0.1:{listener.port}/elsewhere"}
    ops.report(cast.worker, escalate=True)
    assert go() == 0 and [one.path for one in listener.heard] == ["/push/geheim"]


def test_a_browser_belongs_to_whoever_said_yes_last_and_a_person_has_ten(as_, cast, browser):
    as_("desk").post("/api/v1/push", json=browser.body)
    as_("city").post("/api/v1/push", json=browser.body)
    assert [row.person for row in Subscription.select()] == [cast.city.id]
    for number in range(12):
        clock.freeze(clock.now() + 1000)
        as_("desk").post("/api/v1/push", json=Browser(f"http://127.0.0.1:9/{number}").body)
    kept = Subscription.select().where(Subscription.person == cast.desk.id)
    assert kept.count() == 10 and all(row.endpoint[-2:] not in ("/0", "/1") for row in kept)


def test_a_leavers_browsers_are_forgotten(as_, cast, browser):
    as_("desk").post("/api/v1/push", json=browser.body)
    ending.disable(cast.admin, cast.desk)
    assert retention.sweep() == 1 and Subscription.select().count() == 0
