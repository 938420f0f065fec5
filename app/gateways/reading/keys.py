"""What a reading key opens, and what each question takes from its budget."""

from __future__ import annotations

from app.areas.access.reach import Reach
from app.core import clock, db
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.reading.models import ReadingKey
from app.people import tokens
from app.requests.antispam import token_bucket

USED_EVERY = clock.MINUTE  # how exactly it is known when a key was last used
USED_UP = mark("约定的次数用完了。请过一会儿再取，从上次的 cursor 接着，不会漏。")


def reach_by(secret: str) -> Reach | None:
    """With what reach the holder of this secret reads, one question of its budget spent; None where it is no live key's.

    Problem too-many-requests.
    """
    row = ReadingKey.get_or_none(ReadingKey.key == tokens.digest(secret))
    if row is None or not row.is_live():
        return None
    parts = token_bucket.reader(row.code, row.daily)
    with db.transaction():
        if not token_bucket.take(parts):
            raise Problem("too-many-requests", retry_after=token_bucket.wait(parts), sentence=USED_UP)
        if row.last_used is None or clock.due(row.last_used + USED_EVERY, USED_EVERY):
            ReadingKey.update(last_used=clock.now()).where(ReadingKey.code == row.code).execute()
    return row.reach()
