"""The sheets that were read in: the latest, and taking one back as far as nothing has been done since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.areas.access.reach import Reach
from app.core import clock, db
from app.core.problems.problem import Problem
from app.gateways.hotline.models import TICKETS, Hotline, HotlineSheet, HotlineTicket
from app.gateways.models import Delivery
from app.ledger.act import by_web
from app.matters.models import Matter
from app.matters.moves.ending import void
from app.matters.moves.step import Step
from app.matters.queries import lists
from app.matters.timing import hotline as clocks
from app.people import events
from app.people.models import Person

LATEST = 8
UNTOUCHED = 1  # the version of a matter with which nobody has done anything


@dataclass(frozen=True)
class Back:
    """What taking a sheet back does: the matters that go, and those that stay because something was done with them."""

    sheet: HotlineSheet
    gone: Sequence[Matter]
    staying: Sequence[Matter]


def latest(hotline: Hotline) -> list[HotlineSheet]:
    """The latest sheets."""
    rows = HotlineSheet.select().where(HotlineSheet.hotline == hotline.code)
    return list(rows.order_by(HotlineSheet.at.desc(), HotlineSheet.id.desc()).limit(LATEST))


def show(reach: Reach, hotline: Hotline, id: str) -> Back:
    """What taking this sheet back would do. Problem not-found, also where a ticket of it is out of reach."""
    sheet = HotlineSheet.get_or_none(HotlineSheet.id == id, HotlineSheet.hotline == hotline.code)
    if sheet is None or sheet.kind != TICKETS:
        raise Problem("not-found")
    gone, staying = list[Matter](), list[Matter]()
    for (matter,) in HotlineTicket.select(HotlineTicket.matter).where(HotlineTicket.sheet == id).tuples():
        row = lists.find(reach, matter)
        if row is None:
            raise Problem("not-found")
        (gone if row.version == UNTOUCHED else staying).append(row)
    return Back(sheet, gone, staying)


def take_back(by: Person, reach: Reach, hotline: Hotline, id: str) -> None:
    """The tickets of the sheet with which nothing was done are void, and their numbers may come again. Asked twice it is done once."""
    with db.transaction():
        back = show(reach, hotline, id)
        if back.sheet.taken_back is not None:
            return
        for matter in back.gone:
            step = Step(by_web(by), matter, void.MOVE.name, reason="import_back")
            clocks.stop(matter, *clocks.CLOCKS)
            void.void(step)
            step.finish()
            HotlineTicket.delete().where(HotlineTicket.matter == matter.id).execute()
            Delivery.delete().where(Delivery.source == hotline.code, Delivery.matter == matter.id).execute()
        HotlineSheet.update(taken_back=clock.now()).where(HotlineSheet.id == id).execute()
        counts = {"rows": len(back.gone), "staying": len(back.staying)}
        events.note(by, "import", id, "import_taken-back", None, counts)
