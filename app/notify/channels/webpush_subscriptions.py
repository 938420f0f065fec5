"""The browsers a person asked to be told in, and the key by which push services know us."""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.core import clock, db, secret
from app.core.problems.problem import Problem
from app.notify.channels import channel, webpush_endpoints
from app.notify.models import Subscription
from app.people.models import Person, Session

MOST = 10  # browsers a person; the longest unused gives way
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private_key() -> ec.EllipticCurvePrivateKey:
    """Made from the store's secret, so that a backup holds it and nothing more has to be kept."""
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=b"gridwalk web push")
    seed = drawn.derive(secret.read_or_create(channel.settings().secret_file))
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER_P256 - 1) + 1, ec.SECP256R1())


def public_key() -> str:
    """As a browser's subscribe() wants it: the point, base64url."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def add(session: Session, endpoint: str, p256dh: str, auth: str, language: str) -> None:
    """Keep the subscription; the same browser's last word holds, also about whose it is.

    Problem bad-value for an endpoint that is no push service's or keys that are none.
    """
    webpush_endpoints.check(endpoint)
    _check_key("keys.p256dh", p256dh, 65)
    _check_key("keys.auth", auth, 16)
    person = session.person
    row = {
        "person": person.id, "device": session.device, "endpoint": endpoint, "p256dh": p256dh, "auth": auth,
        "language": language, "created": clock.now(),
    }  # fmt: skip
    with db.transaction():
        Subscription.insert(id=_digest(endpoint), **row).on_conflict(
            conflict_target=[Subscription.id], update=row
        ).execute()
        own = Subscription.select(Subscription.id).where(Subscription.person == person.id)
        old = [
            subscription.id
            for subscription in own.order_by(Subscription.created.desc()).offset(MOST).limit(100)
        ]
        Subscription.delete().where(Subscription.id.in_(old)).execute()


def live_subscriptions(person: str) -> list[Subscription]:
    """The person's subscriptions on phones where the person is still signed in; a phone given away shows nothing."""
    live = Session.select(Session.device).where(
        Session.person == person, Session.ended.is_null(), Session.expires > clock.now()
    )
    devices = {row.device for row in live}
    rows = Subscription.select().where(Subscription.person == person).order_by(Subscription.created.desc())
    return [row for row in rows if row.device in devices]


def remove(person: Person, endpoint: str) -> None:
    """Delete the subscription if it is the person's. Asking twice is harmless."""
    Subscription.delete().where(
        Subscription.id == _digest(endpoint), Subscription.person == person.id
    ).execute()


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _check_key(field: str, text: str, length: int) -> None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if len(raw) != length:
            raise ValueError
        if length == 65:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except (ValueError, binascii.Error) as error:
        raise Problem("bad-value", (field, "bad-value")) from error
