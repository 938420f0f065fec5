"""What could not be applied is not kept for ever: its content goes, that it was there stays."""

from __future__ import annotations

from app.areas import local_settings
from app.areas.geometry import location
from app.areas.models import Post
from app.core import clock, db, keyset
from app.evidence.models import PhotoUse
from app.ledger.act import by_clock
from app.ledger.record import record
from app.patrol.minutes import thresholds
from app.sync.models import Quarantine

TRACK = "patrol.track"


def forget() -> int:
    """Empty the kept ops whose time is over, a track's when a track's is; how many. One transaction each."""
    lives: dict[tuple[str, bool], float] = {}
    done = 0
    for row in keyset.pages(Quarantine.select().where(Quarantine.raw.is_null(False)), Quarantine.id):
        whose = row.person, isinstance(row.raw, dict) and row.raw.get("type") == TRACK
        if whose not in lives:
            lives[whose] = _life(*whose)
        if clock.now() - row.received >= lives[whose]:
            done += _empty(row)
    return done


def _life(person: str, is_track: bool) -> float:
    """Milliseconds: the shortest time set for any area of the person's posts, past ones too."""
    posts = Post.select(Post.area).where(Post.person == person).distinct().tuples()
    areas = sorted(code for (code,) in posts) or [location.top()]
    life = min(local_settings.number_at(code, "quarantine_days") for code in areas) * clock.DAY
    return min(life, thresholds.keeping(areas).life) if is_track else life


def _empty(row: Quarantine) -> int:
    with db.transaction():
        same = (Quarantine.id == row.id) & (Quarantine.received == row.received)
        # it may just have come again, or be empty already
        gone = Quarantine.update(raw=None, bytes=0).where(same, Quarantine.raw.is_null(False)).execute()
        if gone:
            Quarantine.update(settled=clock.now()).where(same, Quarantine.settled.is_null()).execute()
            PhotoUse.delete().where(PhotoUse.kind == "quarantine", PhotoUse.subject == str(row.id)).execute()
            record(by_clock(), "quarantine", str(row.id), "forget")
    return gone
