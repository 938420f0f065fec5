"""帮办代办: something is taken on for a resident and goes its steps; papers in our hands are always written down."""

from __future__ import annotations

from typing import Any

from app.areas.access import permissions
from app.areas.models import Area
from app.core import db, decode
from app.core.problems.problem import Deferred, Problem
from app.evidence import uses
from app.ledger import record as ledger
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters import numbering
from app.patrol.commands import StepBody, TakeBody
from app.patrol.errands import slips, table
from app.patrol.models import Errand
from app.patrol.rounds.recording import field_posts
from app.people.models import Person

SERIES = "B"  # so that an errand's number is never taken for a matter's
HELD_MOST = 30


def take(act: Act, body: TakeBody) -> Outcome:
    """A new errand of the caller's, in an area within reach then or now.

    Problem exists, no-post, unknown-area, bad-value. It is no visit and no mark: the day's minutes stay as they are.
    """
    thing, papers = body.what.strip(), _papers(body.papers)
    if not thing:
        raise Problem("bad-value", ("what", "missing"))
    if body.promised is not None:
        decode.date(body.promised, "promised")
    with db.transaction():
        if Errand.get_or_none(Errand.id == body.errand) is not None:
            raise Problem("exists")
        reach = field_posts(act, "errand")
        if Area.get_or_none(Area.code == body.area) is None or not reach.sees_area(body.area):
            raise Problem("unknown-area", ("area", "not-here"))
        number = numbering.next_number(SERIES)
        fields = {"number": number, "what": thing, "papers": papers, "promised": body.promised}
        entry = ledger.record(act, "errand", body.errand, "take", body=fields, area=body.area)
        uses.name(act.photos, "errand", body.errand, reach.person)
        Errand.create(
            id=body.errand, number=number, token=slips.digest(slips.token(body.errand)), person=act.person,
            taken_by=act.person, area=body.area, household=(body.household or "").strip() or None, what=thing,
            papers=papers, held=[], promised=body.promised, state="open", taken=act.at, received=act.received,
            seq=entry.seq,
        )  # fmt: skip
    return Outcome("errand", body.errand, entry.seq, number)


def step(act: Act, body: StepBody) -> Outcome:
    """The next step by whoever has the errand, or by the lead of its area.

    Deferred where it is not here or out of reach; Problem no-post, not-open, bad-value for papers that cannot change hands.
    """
    with db.transaction():
        errand = Errand.get_or_none(Errand.id == body.errand)
        if errand is None:
            raise Deferred
        who = _roles_of(act, errand)
        rule = table.TABLE[body.step]
        if not who.intersection(rule.who) or not table.fits(body.step, errand.state, errand.held):
            raise Problem("not-open")
        if rule.needs_text and not (body.text or "").strip():
            raise Problem("bad-value", ("text", "needs-text"))
        fields = _change_hands(errand, rule.papers, body.papers)
        if body.step == "take_over":
            fields["from"] = errand.person_id
            errand.person = act.person
        return _note(act, errand, body.step, fields, rule.to, body.text)


def hand_to(act: Act, errand: Errand, successor: Person) -> Outcome:
    """Somebody leaves, inside the caller's transaction: the successor has it now, with the papers in our hands."""
    fields = {"from": errand.person_id, "to": [f"person:{successor.id}"]}
    errand.person = successor
    return _note(act, errand, "handed_to", fields, None, None)


def confirm_received(act: Act, errand: str) -> Errand:
    """The resident's own word on the slip, once: done, and the papers are back. Problem not-open before it is done."""
    with db.transaction():
        row: Errand = Errand.get_by_id(errand)
        if row.state == "confirmed":
            return row
        if not table.fits("received", row.state, row.held):
            raise Problem("not-open")
        fields = _change_hands(row, "rest", None)
        _note(act, row, "confirmed", fields, "confirmed", None)
    return row


def _roles_of(act: Act, errand: Errand) -> set[str]:
    """holder, lead or both; Deferred for whoever may not know of it. The holder's steps are facts, a lead's need the post."""
    who = set()
    if act.person is not None and errand.person_id == act.person.id:
        field_posts(act, "errand")
        who.add("holder")
    if permissions.may(act.reach_now(), "lead_errands", errand.area_id):
        who.add("lead")
    if not who and (act.person is None or errand.taken_by_id != act.person.id):
        raise Deferred
    return who


def _papers(papers: list[str] | None) -> list[str]:
    """Names without doubles. Problem bad-value for one that says nothing."""
    names = [name.strip() for name in papers or []]
    if not all(names):
        raise Problem("bad-value", ("papers", "missing"))
    return list(dict.fromkeys(names))


def _change_hands(errand: Errand, how: str, wanted: list[str] | None) -> dict[str, Any]:
    """Move papers into our hands or back; what the entry says of it. Problem bad-value."""
    named = _papers(wanted)
    if how == "in":
        moved = named or errand.papers
        if not moved:
            raise Problem("bad-value", ("papers", "missing"))
        errand.held = list(dict.fromkeys([*errand.held, *moved]))
        if len(errand.held) > HELD_MOST:
            raise Problem("bad-value", ("papers", "too-many", {"most": HELD_MOST}))
    elif how in ("back", "rest"):
        moved = named or errand.held
        if not set(moved) <= set(errand.held):
            raise Problem("bad-value", ("papers", "not-here"))
        errand.held = [name for name in errand.held if name not in moved]
    else:
        moved = []
    return {"papers": moved} if moved else {}


def _note(
    act: Act, errand: Errand, verb: str, fields: dict[str, Any], to: str | None, text: str | None
) -> Outcome:
    words = (text or "").strip() or None
    entry = ledger.record(act, "errand", errand.id, verb, text=words, body=fields, area=errand.area_id)
    uses.name(act.photos, "errand", errand.id, act.person.id if act.person is not None else None)
    errand.state = to or errand.state
    errand.seq, errand.version = entry.seq, errand.version + 1
    errand.save()
    return Outcome("errand", errand.id, entry.seq, errand.number)
