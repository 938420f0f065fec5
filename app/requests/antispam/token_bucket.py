"""Token buckets in the database: how much may come in by one poster, from one network, for one community."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people.sign_in import throttle
from app.requests.models import Bucket


@dataclass(frozen=True)
class Size:
    """How many a full bucket holds, and how many come back in an hour."""

    most: float
    hourly: float


POSTER = Size(12, 24)  # a building whose light fails
PROVEN = Size(30, 60)  # a network: one carrier's address may stand for a whole town
PROVEN_AREA = Size(120, 240)  # a community, from wherever: many networks at once are a botnet
HELD = Size(10, 10)
HELD_AREA = Size(60, 60)
WORDS = Size(10, 10)  # what one request adds later
FILES = Size(60, 120)  # forms whose photos we look through before anything is kept

KEPT = 7 * clock.DAY  # how long a bucket that nobody draws on is remembered

Part = tuple[str, Size]


def poster(code: str) -> list[Part]:
    """The buckets that a request by this poster draws on."""
    return [(f"poster:{code}", POSTER)]


def proven(address: str | None, area: str) -> list[Part]:
    """The buckets that a request with a proof of work draws on."""
    return [(f"proven:{network(address)}", PROVEN), (f"proven-area:{area}", PROVEN_AREA)]


def held(address: str | None, area: str) -> list[Part]:
    """The buckets that a request draws on that will be held."""
    return [(f"held:{network(address)}", HELD), (f"held-area:{area}", HELD_AREA)]


def words(request: str) -> list[Part]:
    """The buckets that a resident's later words draw on."""
    return [(f"words:{request}", WORDS)]


def source(code: str, daily: int) -> list[Part]:
    """The bucket that what another system hands over draws on: so many a day."""
    return [(f"source:{code}", Size(daily, daily / 24))]


def reader(code: str, daily: int) -> list[Part]:
    """The bucket that what another system reads draws on: so many questions a day."""
    return [(f"reader:{code}", Size(daily, daily / 24))]


def files(address: str | None) -> list[Part]:
    """The buckets that the photos of a form without JavaScript draw on."""
    return [(f"files:{network(address)}", FILES)]


def require(parts: list[Part]) -> None:
    """Take one from each bucket, in a transaction of its own. Raises Problem too-many-requests."""
    with db.transaction():
        if not take(parts):
            raise Problem("too-many-requests", retry_after=wait(parts))


def network(address: str | None) -> str:
    """The neighbourhood of an address: /24, or /64 in IPv6."""
    return throttle.network(address)[0]


def load(address: str | None) -> float:
    """How much of a network's allowance for proofs was used lately, from 0 to 1."""
    part = (f"proven:{network(address)}", PROVEN)
    return 1 - min(1.0, _level(*part) / PROVEN.most)


def has_room(parts: Iterable[Part]) -> bool:
    """Whether all of them hold one more (looked at, not taken)."""
    return all(_level(key, size) >= 1 for key, size in parts)


def take(parts: list[Part]) -> bool:
    """Take one from each bucket, inside the caller's transaction; False, and none taken, if one is empty."""
    levels = [(key, _level(key, size)) for key, size in parts]
    if any(level < 1 for _, level in levels):
        return False
    for key, level in levels:
        Bucket.insert(key=key, level=level - 1, at=clock.now()).on_conflict(
            conflict_target=[Bucket.key], update={Bucket.level: level - 1, Bucket.at: clock.now()}
        ).execute()
    return True


def wait(parts: Iterable[Part]) -> int:
    """Seconds until every bucket holds one again."""
    return max((-int(-(1 - _level(key, size)) * 3600 // size.hourly) for key, size in parts), default=1)


def _level(key: str, size: Size) -> float:
    row = Bucket.get_or_none(Bucket.key == key)
    if row is None:
        return size.most
    if clock.due(row.at, size.most / size.hourly * clock.HOUR) and row.at > clock.now():
        return size.most  # it was drawn on by a clock that was ahead
    since = max(0, clock.now() - row.at) / clock.HOUR
    return min(size.most, row.level + since * size.hourly)


def sweep() -> int:
    """Forget buckets that have long been full again; how many."""
    return Bucket.delete().where(Bucket.at < clock.now() - KEPT).execute()
