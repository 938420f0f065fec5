"""Slows down guessing with a delay that grows by failures and is kept in the database; a try that is refused adds nothing."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import tokens
from app.people.models import Throttle

FORGET = clock.DAY


@dataclass(frozen=True)
class Brake:
    """Failures that cost nothing, and the longest delay in seconds."""

    free: int
    most: int

    def delay(self, failures: int) -> int:
        """Milliseconds until the next try is heard: 1, 2, 4 … seconds after the free ones."""
        over = failures - self.free
        return 0 if over <= 0 else min(2 ** min(over - 1, 20), self.most) * clock.SECOND


ACCOUNT = Brake(free=4, most=300)
NAME = Brake(free=4, most=300)  # of a name as it was typed, whether anybody has it or not
NETWORK = Brake(free=30, most=30)  # a whole town may sit behind one address


def account(name: str) -> tuple[str, Brake]:
    """The key of an account, stored as a digest; also for a name that nobody has."""
    return f"account:{tokens.digest(name)[:32]}", ACCOUNT


def name(typed: str) -> tuple[str, Brake]:
    """The key of a name as it was typed: what it answers tells nothing about whether somebody is called so."""
    return f"name:{tokens.digest(typed)[:32]}", NAME


def network(address: str | None) -> tuple[str, Brake]:
    """The key of an address's neighbourhood: /24, or /64 in IPv6."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "net:unknown", NETWORK
    wide = 24 if parsed.version == 4 else 64
    return f"net:{ipaddress.ip_network((parsed, wide), strict=False)}", NETWORK


@contextlib.contextmanager
def guarded(*keys: tuple[str, Brake]) -> Iterator[None]:
    """Around one try: Problem slow-down when it comes too early, else it counts as failed unless the body ends well.

    It is counted before it is judged, so that tries side by side do not slip through together.
    """
    with db.transaction():
        rows = {name: Throttle.get_or_none(Throttle.key == name) for name, _ in keys}
        wait = max(_wait(rows[name], brake) for name, brake in keys)
        if wait > 0:
            raise Problem("slow-down", retry_after=-(-wait // 1000))
        for name, brake in keys:
            _count(name, brake, rows[name])
    yield
    with db.transaction():
        for name, brake in keys:
            _forgive(name, brake)


def _wait(row: Throttle | None, brake: Brake) -> int:
    """Milliseconds until the next try is heard; 0 where it may come now."""
    over = row is None or clock.due(row.next_at, brake.most * clock.SECOND)
    return 0 if over or row is None else row.next_at - clock.now()


def may_try(name: str, brake: Brake) -> bool:
    """Count a try against a budget of which nobody is told; False when it comes too early, and then it is not counted."""
    with db.transaction():
        row = Throttle.get_or_none(Throttle.key == name)
        if _wait(row, brake) > 0:
            return False
        _count(name, brake, row)
    return True


def take_back(name: str, brake: Brake) -> None:
    """Undo what `may_try` counted, because the try was a good one."""
    with db.transaction():
        _forgive(name, brake)


def _count(name: str, brake: Brake, row: Throttle | None) -> None:
    fresh = row is None or clock.now() - row.next_at > FORGET
    failures = 1 if fresh or row is None else row.failures + 1
    next_at = clock.now() + brake.delay(failures)
    Throttle.insert(key=name, failures=failures, next_at=next_at).on_conflict(
        conflict_target=[Throttle.key], update={Throttle.failures: failures, Throttle.next_at: next_at}
    ).execute()


def _forgive(name: str, brake: Brake) -> None:
    """A good try clears an account's failures; under a name or in a neighbourhood it only takes itself back."""
    if brake is ACCOUNT:
        Throttle.delete().where(Throttle.key == name).execute()
    else:
        Throttle.update(failures=Throttle.failures - 1, next_at=clock.now()).where(
            Throttle.key == name, Throttle.failures > 0
        ).execute()


def sweep() -> int:
    """Forget what is over; how many rows."""
    return Throttle.delete().where(Throttle.next_at < clock.now() - FORGET).execute()
