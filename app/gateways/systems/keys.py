"""The key by which another system comes back, and what each of its calls takes from its budget."""

from __future__ import annotations

from app.core import db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.systems.models import System
from app.people import tokens
from app.requests.antispam import token_bucket

DAILY = 50_000  # calls
USED_UP = mark("约定的次数用完了。请过一会儿再来，同样的再发一次不会重复。")


def require(header: str, code: str) -> System:
    """The live system with this code for which an Authorization header speaks. Problems unknown-key, too-many-requests."""
    kind, _, secret = header.partition(" ")
    system = System.get_or_none(System.key == tokens.digest(secret.strip()))
    if kind.lower() != "bearer" or system is None or system.code != code or not system.is_live():
        raise Problem("unknown-key")
    parts = token_bucket.reader(f"system:{code}", DAILY)
    with db.transaction():
        if not token_bucket.take(parts):
            raise Problem("too-many-requests", retry_after=token_bucket.wait(parts), sentence=USED_UP)
    return system
