"""Troubles that stand with another system: word is left of each once, not of each try, and that its line is well again."""

from __future__ import annotations

from peewee import fn

from app.core import clock
from app.core.writers import again
from app.gateways.systems.models import REFUSED, WAITING, ForeignCase, Sending, System
from app.gateways.systems.outgoing import troubles
from app.ledger.act import by_clock
from app.ledger.record import record

# what word is left of, as the verb of its entry
DOWN, WELL, NOT_TAKEN, DOUBTED, STANDS = "line_down", "line_well", "case_refused", "number_doubted", "queue_stands"  # fmt: skip
LONG = 30 * clock.MINUTE  # that nothing comes through, and mends itself perhaps
LOST = (troubles.LOCKED, troubles.REDIRECT, troubles.BAD_ADDRESS)  # what does not mend itself: at once
STANDING = clock.HOUR  # that something waits though the line is well


def watch() -> int:
    """Leave word of what stands with each system and was not told yet; how many words."""
    live = System.select().where(System.ended.is_null()).order_by(System.code)
    return sum(_note(system.code) for system in list(live) if standing(system) != set(system.told))


def standing(system: System) -> set[str]:
    """Which troubles there are now."""
    found = set()
    is_down = system.trouble in LOST or _is_over(system.trouble_since, LONG) or DOWN in system.told
    if system.trouble is not None and is_down:
        found.add(DOWN)
    of_system = Sending.system == system.code
    if Sending.select().where(of_system, Sending.state == REFUSED).exists():
        found.add(NOT_TAKEN)
    in_doubt = (ForeignCase.system == system.code) & ForeignCase.other_number.is_null(False)
    if ForeignCase.select().where(in_doubt).exists():
        found.add(DOUBTED)
    oldest = Sending.select(fn.MIN(Sending.made)).where(of_system, Sending.state == WAITING).scalar()
    if system.trouble is None and oldest is not None and _is_over(oldest, STANDING):
        found.add(STANDS)
    return found


def _is_over(since: int | None, length: int) -> bool:
    return since is not None and since <= clock.now() - length


@again.one_write
def _note(code: str) -> int:
    system = System.get_by_id(code)  # anew, inside the lock: it may just have been mended, or been told of
    now = standing(system) if system.is_live() else set()
    before = set(system.told)
    if now == before or not system.is_live():
        return 0
    words = sorted(now - before)
    if DOWN in before - now and system.trouble is None:
        words.append(WELL)
    System.update(told=sorted(now)).where(System.code == code).execute()
    for verb in words:
        body = {"trouble": system.trouble, "since": system.trouble_since} if verb == DOWN else None
        record(by_clock(), "system", code, verb, body=body, area=system.area)
    return len(words)
