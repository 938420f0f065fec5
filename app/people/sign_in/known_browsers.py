"""Browsers in which a person has signed in before: a signed cookie says so, and guesses from elsewhere do not hold them up."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from pathlib import Path

from app.core import clock, secret
from app.people.models import Device

LIFE = 400 * clock.DAY  # no browser keeps a cookie for longer
PEOPLE_MOST = 6  # a phone that a whole shift shares
COOKIE_MOST = 1000

_secret_file = Path()


def use(secret_file: Path) -> None:
    """Name the secret that signs; called when the store is opened."""
    global _secret_file
    _secret_file = secret_file


def remember(cookie: str, person: str, device: str | None) -> str:
    """The cookie's value after `person` signed in; who signed in there before stays known. It names nobody."""
    others = [entry for entry in _entries(cookie) if not _is_of(entry, person)]
    where, at = device or secrets.token_hex(8), clock.now()
    return "~".join([f"{where}.{at}.{_signature(where, str(at), person)}", *others[: PEOPLE_MOST - 1]])


def find(cookie: str, person: str) -> str | None:
    """The device by which the cookie knows the person; None for any other cookie, and for a phone told to be lost."""
    for entry in _entries(cookie):
        if _is_of(entry, person):
            device = entry.split(".")[0]
            lost = Device.select().where(
                Device.id == device, Device.person == person, Device.lost.is_null(False)
            )
            return None if lost.exists() else device
    return None


def _entries(cookie: str) -> Iterator[str]:
    for entry in cookie[:COOKIE_MOST].split("~")[:PEOPLE_MOST]:
        parts = entry.split(".")
        is_formed = len(parts) == 3 and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 15
        if is_formed and clock.now() - int(parts[1]) < LIFE:
            yield entry


def _is_of(entry: str, person: str) -> bool:
    device, at, signature = entry.split(".")
    return hmac.compare_digest(signature.encode(), _signature(device, at, person).encode())


def _signature(device: str, at: str, person: str) -> str:
    message = f"known-device\n{device}\n{at}\n{person}"
    return hmac.new(secret.read_or_create(_secret_file), message.encode(), hashlib.sha256).hexdigest()[:32]
