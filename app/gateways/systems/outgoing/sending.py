"""What waits is sent to other systems: of one matter one after the other, outside of any transaction, under the same id however often."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from requests import RequestException, Response, Session

from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import outward
from app.core.writers import again
from app.gateways.systems import returns
from app.gateways.systems.commands import Answered
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import VISIT
from app.gateways.systems.models import REFUSED, SENT, WAITING, ForeignCase, Sending, System
from app.gateways.systems.outgoing import signatures, troubles
from app.gateways.systems.outgoing.collecting import reached_systems

log = logging.getLogger("gridwalk.systems")

BACKOFF = tuple(minutes * clock.MINUTE for minutes in (1, 2, 5, 15, 30, 60))  # then every hour, for ever
REFUSED_AFTER = 4  # times that it said no to the same thing; then somebody has to look
LONGEST = 2 * clock.HOUR
AT_ONCE = 200  # rows that are looked at in one go
BUDGET = 5.0  # seconds of sending in one go, so that the clock's other work gets its turn
ANSWER_MOST, ANSWER_WITHIN = 64_000, 10.0  # bytes, seconds


@dataclass(frozen=True)
class Outcome:
    """What came of one try: no trouble, one of the line (nothing else is tried), or one of this matter alone."""

    trouble: str | None = None
    is_of_line: bool = False
    number: str | None = None
    state: str | None = None
    words: str | None = None


def send() -> int:
    """Send what may go; how many were taken.

    At least once: killed between sending and marking, the same goes out again under its id. What one system does not
    answer keeps the others waiting no longer than one try.
    """
    until = time.monotonic() + BUDGET
    return sum(_send_to(system, until) for system in reached_systems() if clock.due(system.try_at, LONGEST))


def _send_to(system: System, until: float) -> int:
    taken = 0
    behind: set[str] = set()  # matters of which something earlier waits
    rows = Sending.select().where(Sending.system == system.code, Sending.state == WAITING)
    for row in list(rows.order_by(Sending.seq).limit(AT_ONCE)):
        if time.monotonic() > until:
            break
        if row.matter in behind:
            continue
        if not clock.due(row.due, LONGEST):
            behind.add(row.matter)
            continue
        outcome = try_once(system, row)
        _mark(system, row, outcome)
        if outcome.is_of_line:
            break
        taken += outcome.trouble is None
        behind |= {row.matter} if outcome.trouble is not None else set()
    return taken


def try_once(system: System, row: Sending) -> Outcome:
    """Send it, and hear what the other system says."""
    address, body = system.address or "", row.body.encode()
    try:
        outward.check(address, "address", outward.is_trusted)
    except Problem:
        return Outcome(troubles.BAD_ADDRESS, is_of_line=True)
    headers = signatures.headers(system, row.id, clock.now() // 1000, row.seq, body)
    with outward.session(outward.is_trusted, plain=address.startswith("http://")) as session:
        try:
            return _heard(system, row, *_post(session, address, body, headers))
        except (RequestException, OSError, ValueError) as error:
            log.info("system", extra={"fields": {"system": system.code, "error": type(error).__name__}})
            return Outcome(troubles.AWAY, is_of_line=True)


def _post(session: Session, address: str, body: bytes, headers: dict[str, str]) -> tuple[Response, bytes]:
    """The answer and at most `ANSWER_MOST` of what stands in it; ValueError for one that does not end."""
    until = time.monotonic() + ANSWER_WITHIN
    with session.post(
        address,
        data=body,
        headers=headers,
        timeout=(outward.CONNECT, outward.READ),
        allow_redirects=False,
        stream=True,
    ) as response:
        read = b""
        for piece in response.iter_content(8_192):
            read += piece
            if len(read) > ANSWER_MOST or time.monotonic() > until:
                raise ValueError("an answer that does not end")
        return response, read


def _heard(system: System, row: Sending, response: Response, read: bytes) -> Outcome:
    status = response.status_code
    if 300 <= status < 400:
        return Outcome(troubles.REDIRECT, is_of_line=True)
    if status in (401, 403):
        return Outcome(troubles.LOCKED, is_of_line=True)
    if status in (408, 425, 429) or status >= 500:
        return Outcome(troubles.BUSY, is_of_line=True)
    answer = _as_object(read)
    if status in (404, 405) or (status < 300 and answer is None):
        return Outcome(troubles.ERROR_PAGE, is_of_line=True)
    wanted = mapping.answered(system.answer)
    is_ok = wanted.ok is None or _text(mapping.at(answer, wanted.ok)) == wanted.is_ok
    if status >= 400 or not is_ok:
        return Outcome(troubles.SAID_NO)
    return _taken(system, row, answer or {}, wanted)


def _taken(system: System, row: Sending, answer: dict[str, Any], wanted: Answered) -> Outcome:
    number = _text(mapping.at(answer, wanted.number))
    if row.kind != VISIT and wanted.number is not None and not number and not _has_number(system, row):
        return Outcome(troubles.NO_NUMBER)
    return Outcome(number=number or None, state=_text(mapping.at(answer, wanted.state)) or None)


def _has_number(system: System, row: Sending) -> bool:
    case = ForeignCase.get_or_none((ForeignCase.system == system.code) & (ForeignCase.matter == row.matter))
    return case is not None and case.number is not None


def _as_object(read: bytes) -> dict[str, Any] | None:
    try:
        answer = decode.loads(read)
    except Problem:
        return None
    return answer if isinstance(answer, dict) else None


def _text(value: Any) -> str:
    """A word or number of theirs as text; anything else is none."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()[: returns.NUMBER_MOST] if isinstance(value, str | int) else ""


@again.one_write
def _mark(system: System, row: Sending, outcome: Outcome) -> None:
    here = System.get_by_id(system.code)
    if here.ended is not None or not Sending.select().where(Sending.id == row.id).exists():
        return
    if outcome.trouble is None:
        Sending.update(state=SENT, sent=clock.now(), body="", fault=None).where(
            Sending.id == row.id
        ).execute()
        System.update(tries=0, try_at=0, trouble=None, trouble_since=None, last_sent=clock.now()).where(
            System.code == system.code
        ).execute()
        if row.kind != VISIT and (outcome.number is not None or outcome.state is not None):
            returns.learn(here, row.matter, returns.Said(number=outcome.number, state=outcome.state))
        return
    if outcome.is_of_line:
        wait = BACKOFF[min(here.tries, len(BACKOFF) - 1)]
        System.update(
            tries=here.tries + 1, try_at=clock.now() + wait, trouble=outcome.trouble,
            trouble_since=here.trouble_since or clock.now(),
        ).where(System.code == system.code).execute()  # fmt: skip
        return
    System.update(tries=0, try_at=0, trouble=None, trouble_since=None).where(
        System.code == system.code
    ).execute()  # the line is well
    tries = row.tries + 1
    state = REFUSED if tries >= REFUSED_AFTER else WAITING
    due = clock.now() + BACKOFF[min(row.tries, len(BACKOFF) - 1)]
    Sending.update(tries=tries, state=state, due=due, fault=outcome.trouble).where(
        Sending.id == row.id
    ).execute()
