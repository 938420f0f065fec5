"""A matter begins: reported from the field or by a desk, and in the same breath settled or passed up."""

from __future__ import annotations

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core import db
from app.core.prepared import Prepared, given
from app.core.problems.problem import Deferred, Problem
from app.core.words import mark
from app.evidence import uses
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.outcome import Outcome
from app.ledger.record import record
from app.matters import categories, numbering, placement, terms
from app.matters.area_staff import Ground, choose_holder
from app.matters.commands import ReportBody, Settled
from app.matters.models import REPORTED, Matter
from app.matters.moves import table
from app.matters.moves.handling import settle_on_spot
from app.matters.moves.passing_on import escalate
from app.matters.moves.step import Step
from app.matters.queries import lists
from app.matters.timing import deadlines
from app.matters.workflow.roles import Standing

_THERE = Prepared(lambda: Matter.select(Matter.id).where(Matter.id == given("id")))


def report(act: Act, body: ReportBody) -> Outcome:
    """The new matter, with one ledger entry for the report and one for what was done at once.

    Problems: no-post, exists, bad-value, unknown-area, unknown-category, not-open (settled where it does not lie
    at the grid). Deferred when the patrol or the matter it is about is not here.
    """
    with db.transaction():
        reach = act.reach_for_facts()
        if not permissions.may(reach, "report"):
            raise Problem("no-post")
        if _THERE.holds(id=body.matter):
            raise Problem("exists")
        _check(act, body)
        _require_named(act, body, reach)
        ground = Ground()
        matter = _make(act, body, reach, ground)
        entry = _record(act, body, matter, ground)
        if body.settled is not None:
            entry = _settle(act, body.settled, matter, reach, ground)
        elif _goes_up(body):
            entry = _escalate(act, matter, ground)
        return Outcome("matter", matter.id, entry.seq, matter.number, placed=matter.placed)


def moves_on(body: ReportBody) -> bool:
    """Whether the report is also a move: it settles what it tells of, or passes it up."""
    return body.settled is not None or _goes_up(body)


def _goes_up(body: ReportBody) -> bool:
    """An emergency goes up with or without the flag."""
    return body.escalate or body.urgency == "emergency"


def _check(act: Act, body: ReportBody) -> None:
    settled = body.settled
    if settled is not None and _goes_up(body):
        raise Problem("bad-value", ("settled", "both-settled-and-escalated"))
    says_something = bool((body.text or "").strip()) or bool(act.photos) or _goes_up(body)
    if settled is not None:
        if not (settled.text or "").strip() and not settled.photos:
            raise Problem("bad-value", ("settled.text", "needs-text-or-photo"))
        if not set(settled.photos) <= set(act.photos):
            raise Problem("bad-value", ("settled.photos", "not-among-photos"))
        says_something = True
    if not says_something:
        raise Problem("bad-value", ("text", "needs-text-or-photo"))
    categories.require(body.category)


def _require_named(act: Act, body: ReportBody, reach: Reach) -> None:
    """Deferred unless the patrol and the other matter that the report names are here."""
    if body.patrol is not None and act.person is not None:
        known = Entry.select().where(
            Entry.kind == "patrol", Entry.subject == body.patrol, Entry.by == act.person.id
        )
        if not known.exists():
            raise Deferred
    if body.about is not None and lists.find(reach, body.about) is None:
        raise Deferred


def _make(act: Act, body: ReportBody, reach: Reach, ground: Ground) -> Matter:
    person = act.person.id if act.person is not None else None
    area, placed = placement.place(reach, person, body.area, act.place, act.at)
    finder = act.reach_now() if person else None  # whoever has left the post by now hands it on
    level, holder = choose_holder(ground, area, ground.grid_of(area) or area, finder)
    where = act.place
    matter = Matter(
        id=body.matter, number=numbering.next_number(), state=REPORTED, area=area, level=level, placed=placed,
        category=body.category, text=(body.text or "").strip(), urgency=body.urgency,
        place=where.serialize() if where else None, lat=where.lat if where else None, lon=where.lon if where else None,
        finder=person, about=body.about, patrol=body.patrol, reported_at=min(act.at, act.latest), received_at=act.received,
    )  # fmt: skip
    matter.give_to(**holder)
    deadlines.start(matter, ground)
    return matter


def _record(act: Act, body: ReportBody, matter: Matter, ground: Ground) -> Entry:
    after = set(body.settled.photos) if body.settled is not None else set()
    before = tuple(photo for photo in act.photos if photo not in after)
    uses.name(act.photos, "matter", matter.id, matter.finder)
    fields = {
        "category": body.category,
        "urgency": body.urgency,
        "placed": matter.placed,
        "about": body.about,
    }
    entry = record(
        act, "matter", matter.id, "report", text=matter.text or None, photos=before,
        body={key: value for key, value in fields.items() if value is not None},
        area=matter.area, level=matter.level, unit=matter.holder_unit, person=matter.holder_person,
    )  # fmt: skip
    matter.seq = entry.seq
    terms.store(matter, ground, is_new=True)
    return entry


# what the ledger says of it; a resident's stands beside a colleague's
SENTENCES = {
    "": mark("{by} 上报"),
    "by resident": mark("居民反映"),
    "by staff": mark("{by} 代居民登记"),
    "by source": mark("{by} 转来"),
    "by group": mark("{by} 从业主群里记的"),
}


def _settle(act: Act, settled: Settled, matter: Matter, reach: Reach, ground: Ground) -> Entry:
    if table.row_for(settle_on_spot.MOVE.name, Standing(matter, reach, ground)) is None:
        raise Problem("not-open")
    text = (settled.text or "").strip() or None
    step = Step(act, matter, settle_on_spot.MOVE.name, ground, text=text, photos=tuple(settled.photos))
    settle_on_spot.settle_on_spot(step)
    return step.finish()


def _escalate(act: Act, matter: Matter, ground: Ground) -> Entry:
    step = Step(act, matter, escalate.MOVE.name, ground)
    escalate.escalate(step)
    return step.finish()
