"""For each piece of clock work that tells somebody something: a row it is due for, and what takes the reason away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.admin.reorganisation import plans
from app.admin.reorganisation.models import DROPPED, Reorganisation
from app.areas import local_settings
from app.areas.duty import roster
from app.areas.models import Area, DutyTurn, Unit
from app.areas.patrons import naming as patrons
from app.campaigns import opening
from app.campaigns.models import Campaign
from app.core import clock, db, ids
from app.core.files import disk
from app.evidence import room
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import Source
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.models import System
from app.gateways.systems.outgoing import troubles, watching
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.duty import relief
from app.matters.models import Matter
from app.matters.timing import hotline
from app.notify.models import WAITING, Notice
from app.notify.pipeline import collect
from app.patrol.companions import devices, outside, positions
from app.patrol.companions.positions import Position
from app.patrol.models import Chunk, Patrol, Visit
from app.people.models import Person
from app.places.models import Place
from app.privacy.models import Complaint
from app.sync.models import Quarantine
from tests import cast as c
from tests.admin.reorganisation.days import agreed
from tests.matters import ops
from tests.matters.workflow.test_every_move import make, soon
from tests.patrol import walk
from tests.requests.saying import asked

LONG = 400 * clock.DAY


@dataclass(frozen=True)
class Life:
    """`due` makes the row and lets the time pass; `over` takes the reason away as somebody else might just then."""

    due: Callable[[c.Cast], object]
    over: Callable[[c.Cast], object]


def wait(ms: float) -> None:
    """Let so many milliseconds pass on the frozen clock."""
    clock.freeze(clock.now() + round(ms))


def _only() -> Matter:
    return Matter.select().get()


def _ticket_near(cast: c.Cast) -> None:
    """A hotline's ticket of whose time to be signed for a fifth is left."""
    ops.report(cast.worker)
    _ticket(clock.HOUR, {})
    wait(0.9 * clock.HOUR)


def _ticket_signed() -> None:
    _ticket(clock.HOUR, {hotline.SIGN: clock.now()})


def _ticket(due: int, done: dict[str, int]) -> None:
    matter = _only()
    matter.ticket = {
        **hotline.ticket_of("x", "WZ-1", {hotline.SIGN: matter.received_at + due}, matter.received_at),
        "done": done,
    }
    with db.transaction():
        terms.store(matter, Ground())


def _unheard(cast: c.Cast) -> None:
    collect.collect()
    ops.report(cast.worker, urgency="emergency")


def _unsent(cast: c.Cast) -> None:
    """A message that waits; no channel is set up, so that what is tried is given up at once."""
    _unheard(cast)
    collect.collect()
    row = Notice.select().where(Notice.recipient == cast.desk.id).get()
    Notice.insert(
        entry=row.entry, recipient=row.recipient, subject=row.subject, kind=row.kind, urgent=True, seq=10_000,
        channel="apprise:post", state=WAITING, due=clock.now(), made=clock.now(),
    ).execute()  # fmt: skip


def _quiet(cast: c.Cast) -> None:
    terms = SourceBody(code="hotline", name="12345 热线", kind="people", area=c.COMMUNITY)
    sources.open_source(None, terms)
    Source.update(last_used=clock.now()).execute()
    wait(1.1 * sources.QUIET)


def _cut_off(cast: c.Cast) -> None:
    agreements.open_system(cast.admin, SystemBody(code="city", name="市平台", area=c.COMMUNITY))
    System.update(trouble=troubles.AWAY, trouble_since=clock.now()).execute()
    wait(1.1 * watching.LONG)


def _strays(cast: c.Cast) -> None:
    local_settings.set_value(cast.admin, c.CITY, "companion", "1", "夜间巡查")
    companion, _ = devices.agree(cast.worker, "owntracks", "手机")
    for _ in range(outside.SEVERAL):
        positions.take(companion, cast.worker, [Position(clock.now(), c.LAT, c.LON)])
        wait(0.6 * outside.WAITED)


def _walked(cast: c.Cast) -> None:
    patrol = walk.start(cast.worker)
    walk.track(cast.worker, patrol)
    walk.finish(cast.worker, patrol, at=60)
    Chunk.update(received=clock.now()).execute()
    Patrol.update(last_chunk=clock.now()).execute()
    wait(LONG)


def _visited(cast: c.Cast) -> None:
    walk.visit(cast.worker, c.BUILDING, 0, 10)
    Visit.update(household="2-301").execute()
    clock.freeze(max(clock.now(), walk.NINE) + LONG)


def _visited_lately(cast: c.Cast) -> None:
    Visit.update(started=clock.now()).execute()


def _asked(cast: c.Cast) -> None:
    asked(contact={"name": "赵小满", "phone": "13977770001"})
    Matter.update(state="closed", closed_at=clock.now()).execute()
    wait(LONG)


def _complained(cast: c.Cast) -> None:
    Complaint.create(
        id=ops.uuid7(), number="C1", kind="complaint", text="灯", area=c.COMMUNITY, name="赵小满", phone="13977770001",
        received=clock.now(), due=clock.now(), answered=clock.now(),
    )  # fmt: skip
    wait(40 * clock.DAY)


def _left(cast: c.Cast) -> None:
    Person.update(ended=clock.now()).where(Person.id == cast.worker2.id).execute()
    wait(LONG)


def _held(cast: c.Cast) -> None:
    Quarantine.create(
        op=ops.uuid7(),
        digest="",
        sender=cast.worker.id,
        person=cast.worker.id,
        raw={},
        name="revoked",
        problem={},
    )
    wait(LONG)


def _climbs(cast: c.Cast) -> None:
    ops.report(cast.worker, urgency="emergency")
    wait(10 * clock.MINUTE)


def _relieved(cast: c.Cast) -> None:
    relief.change()
    begins, ends = (roster.written(clock.now() + hours * clock.HOUR) for hours in (1, 9))
    DutyTurn.create(area=c.COMMUNITY, begins=begins, ends=ends, name="林晓梅", phone="13900000004")
    wait(55 * clock.MINUTE)
    ops.report(cast.worker, urgency="emergency")
    wait(5 * clock.MINUTE)


def _dispatched(cast: c.Cast, minutes: float) -> None:
    matter = ops.report(cast.worker, category="manhole", escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    wait(minutes * clock.MINUTE)


def _called(cast: c.Cast) -> None:
    make(cast, "called")
    wait(30 * clock.MINUTE)


def _paused(cast: c.Cast) -> None:
    matter = make(cast, "in the unit's hands")
    ops.move(cast.dept, matter, "pause", text="请问是哪一盏灯", until=soon())
    wait(clock.DAY)


def _asked_in_vain(cast: c.Cast) -> None:
    asked()
    wait(20 * clock.DAY)


def _shelved(cast: c.Cast) -> None:
    matter = make(cast, "in the unit's hands")
    ops.move(cast.desk, matter, "shelve", text="等改造", until=soon())
    wait(clock.DAY)


def _in(cast: c.Cast, situation: str, days: float) -> None:
    make(cast, situation)
    wait(days * clock.DAY)


def _moved(person: str, name: str, **body: object) -> Callable[[c.Cast], object]:
    return lambda cast: ops.move(cast.people[person], _only(), name, **body)


def _redrawn(cast: c.Cast) -> None:
    """A grid with something open in it is given up today; its neighbour takes over."""
    ops.report(cast.worker, area=c.GRID)
    row = agreed(cast.admin, plans.end(Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)))
    Reorganisation.update(day=clock.today().isoformat()).where(Reorganisation.id == row.id).execute()


def _not_redrawn(cast: c.Cast) -> None:
    Reorganisation.update(state=DROPPED).execute()


def _unit_ended(cast: c.Cast) -> None:
    _dispatched(cast, 0)
    Unit.update(ended=clock.now()).where(Unit.code == c.ENFORCEMENT).execute()


def _full(cast: c.Cast) -> None:
    collect.collect()
    disk.use(Path("/"), floor=1.01)  # every real disk lies under it


def _looked_after(cast: c.Cast) -> None:
    patrons.name(cast.admin, c.COMMUNITY, c.ENFORCEMENT)


def _campaign(cast: c.Cast, first: int, last: int) -> None:
    """A campaign among the shops of the grid, from that day to that day (counted from today); told of since it began."""
    Place.create(code="S1", name="阿明面馆", kind="shop", area=c.BUILDING)
    days = [(clock.today() + dt.timedelta(days=days)).isoformat() for days in (first, last)]
    made = opening.open_campaign(
        cast.desk, ids.uuid7(), "燃气安全", "fire_safety", (days[0], days[1]), [c.GRID], ["shop"], "软管没有老化"
    )  # fmt: skip
    if first >= 0:
        Campaign.update(first=clock.today().isoformat(), begun=None).where(Campaign.id == made.id).execute()


def _campaigns_over(cast: c.Cast) -> None:
    for campaign in Campaign.select():
        opening.end(cast.desk, campaign)


LIVES: dict[str, Life] = {
    "campaigns: those whose first day has come": Life(lambda cast: _campaign(cast, 1, 5), _campaigns_over),
    "campaigns: those that end tomorrow": Life(lambda cast: _campaign(cast, -3, 1), _campaigns_over),
    "insight: reports that are ready": Life(_looked_after, lambda cast: patrons.end(cast.admin, c.COMMUNITY, c.ENFORCEMENT)),
    "store: room on the disk": Life(_full, lambda cast: db.Meta.write(room.TOLD, str(clock.now()))),
    "notices: collect": Life(_unheard, lambda cast: collect.collect()),
    "notices: send": Life(_unsent, lambda cast: Notice.update(state="sent", sent=clock.now()).where(Notice.state == WAITING).execute()),
    "patrol: tracks whose time is over": Life(_walked, lambda cast: Patrol.update(last_chunk=clock.now()).execute()),
    "patrol: doors whose time is over": Life(_visited, _visited_lately),
    "privacy: contact data of residents": Life(_asked, lambda cast: Matter.update(closed_at=clock.now()).execute()),
    "privacy: contact data of complaints": Life(_complained, lambda cast: Complaint.update(contact_deleted=clock.now()).execute()),
    "privacy: phone numbers of people who left": Life(_left, lambda cast: Person.update(ended=None).execute()),
    "sync: content of records held for review": Life(_held, lambda cast: Quarantine.update(received=clock.now()).execute()),
    "systems: troubles that stand": Life(_cut_off, lambda cast: System.update(trouble=None, trouble_since=None).execute()),
    "gateways: sources that have gone quiet": Life(_quiet, lambda cast: Source.update(last_used=clock.now()).execute()),
    "patrol: trackers that send outside a patrol": Life(_strays, lambda cast: walk.start(cast.worker, at=(clock.now() - walk.NINE) / 1000 - 7200)),
    "areas: reorganisations whose day has come": Life(_redrawn, _not_redrawn),
    "matters: turns of duty that change": Life(_relieved, _moved("desk", "acknowledge")),
    "matters: climb": Life(_climbs, _moved("worker", "amend", urgency="normal")),
    "matters: near due": Life(lambda cast: _dispatched(cast, 0.8 * 240), _moved("dept", "resolve", text="盖好了")),
    "matters: past due": Life(lambda cast: _dispatched(cast, 240), _moved("dept", "resolve", text="盖好了")),
    "matters: clocks of the hotline": Life(_ticket_near, lambda _: _ticket_signed()),
    "matters: pauses that are over": Life(_paused, _moved("dept", "resolve", text="好了")),
    "matters: requests nobody answered": Life(_asked_in_vain, _moved("desk", "answer", text="我们在办")),
    "matters: unanswered calls": Life(_called, _moved("dept", "attend")),
    "matters: resume shelved": Life(_shelved, _moved("desk", "resume")),
    "matters: of units that have ended": Life(_unit_ended, _moved("desk", "dispatch", to=[f"unit:{c.PROPERTY}"])),
    "matters: pass confirmation on": Life(lambda cast: _in(cast, "resolved, the head's turn", 3), _moved("head", "confirm")),
    "matters: close confirmed": Life(lambda cast: _in(cast, "confirmed", 14), _moved("desk", "close")),
}  # fmt: skip

# what only deletes or prepares: no entry, no notice, nobody hears of it
QUIET = {
    "gateways: pictures that a request names by an address",
    "systems: collect what they are told",  # rows for other systems: tests/gateways/systems kills it between its steps
    "systems: send",
    "systems: what was sent long ago",
    "desk: who had what open",
    "desk: marks to look again, long over",
    "matters: terms of areas that moved",
    "matters: words of the search",
    "matters: what can be taken back no more",
    "insight: courses of matters",  # made anew from the ledger at any time: tests/insight
    "notices: old ones",
    "daily: digests that are due",  # to chats alone, with rows of their own: tests/notify/daily
    "campaigns: those whose last day has gone by",  # on the pages and phones of it: tests/campaigns
    "daily: old ones",
    "evidence: uploads that broke off",
    "evidence: photos that nothing names",
    "evidence: residents' uploads without their metadata",
    "areas: absences long over",
    "desk: handovers long over",
    "areas: uploaded tables nobody confirmed",
    "people: sessions, links and challenges that are over",
    "links: those long over",
    "requests: spent proofs and full allowances",
    "patrol: what trackers sent outside a patrol",
    "patrol: what trackers sent of tracks that are reduced",
}
