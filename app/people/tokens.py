"""Random secrets that are handed out once and kept only as digests; revoked ones outlive a restore."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.core import clock
from app.core.prepared import Prepared, given
from app.people.models import TOKEN_LIFE, Enrolment, Person, Session, SyncToken

GIVEN_BACK = "given-back"
_revoked_file: Path | None = None


def remember_revoked_in(path: Path) -> None:
    """Name the append-only file beside the database that a restore leaves alone."""
    global _revoked_file
    _revoked_file = path


def new() -> str:
    """A fresh secret of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The SHA-256 that is stored for a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_sync_token(person: Person, device: str) -> tuple[str, int]:
    """A new sync token for this person on this phone and when it ends (epoch ms)."""
    secret, expires = new(), clock.now() + TOKEN_LIFE
    SyncToken.create(id=digest(secret), person=person, device=device, expires=expires)
    return secret, expires


def find_sync_token(secret: str) -> SyncToken | None:
    """The token row, revoked or not; None when unknown or expired."""
    row = _TOKEN.row(id=digest(secret), now=clock.now())
    return None if row is None else SyncToken(**dict(zip(_TOKEN_COLUMNS, row, strict=True)))


_TOKEN_COLUMNS = ("id", "person", "device", "created", "expires", "revoked")
_TOKEN = Prepared(
    lambda: SyncToken.select(*(getattr(SyncToken, name) for name in _TOKEN_COLUMNS)).where(
        SyncToken.id == given("id"), SyncToken.expires > given("now")
    )
)


def end_sync_token(token: SyncToken) -> None:
    """End a token whose phone has nothing more to send: from now on it is unknown, like one that was never issued."""
    remember([str(token.id)], GIVEN_BACK)
    SyncToken.delete().where(SyncToken.id == token.id).execute()


def remember(ids: Iterable[str], how: str = "") -> None:
    """Note digests of secrets that must never be good again, whatever store is put back."""
    if _revoked_file is not None:
        with _revoked_file.open("a", encoding="ascii") as file:
            file.writelines(f"{secret_digest} {clock.now()} {how}".rstrip() + "\n" for secret_digest in ids)


def remembered() -> Iterator[tuple[str, int]]:
    """(digest, epoch ms) of every secret noted so."""
    for row, at, _ in _noted():
        yield row, at


def _noted() -> Iterator[tuple[str, int, str]]:
    if _revoked_file is None or not _revoked_file.exists():
        return
    for line in _revoked_file.read_text(encoding="ascii").splitlines():
        row, at, how = f"{line} ".split(" ", 2)
        yield row, int(at), how.strip()


def revoke(*conditions: object) -> int:
    """Revoke the sync tokens that match; how many were live."""
    rows = [row.id for row in SyncToken.select().where(SyncToken.revoked.is_null(), *conditions)]
    remember(rows)
    for start in range(0, len(rows), 500):
        SyncToken.update(revoked=clock.now()).where(SyncToken.id.in_(rows[start : start + 500])).execute()
    return len(rows)


def end_sessions(*conditions: object) -> int:
    """End the sessions that match, for good; how many were live."""
    rows = [row.id for row in Session.select().where(Session.ended.is_null(), *conditions)]
    remember(rows)
    for start in range(0, len(rows), 500):
        Session.update(ended=clock.now()).where(Session.id.in_(rows[start : start + 500])).execute()
    return len(rows)


def reapply_revocations() -> None:
    """After a restore: tokens and sessions ended since the backup stay ended, links used since stay used."""
    for row, at, how in _noted():
        if how == GIVEN_BACK:
            SyncToken.delete().where(SyncToken.id == row).execute()
            continue
        SyncToken.update(revoked=at).where(SyncToken.id == row, SyncToken.revoked.is_null()).execute()
        Session.update(ended=at).where(Session.id == row, Session.ended.is_null()).execute()
        Enrolment.update(used=at).where(Enrolment.id == row, Enrolment.used.is_null()).execute()
